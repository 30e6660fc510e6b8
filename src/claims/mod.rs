//! What the paper claims, as checks over the variants of an experiment, and whether the measured rows bear it out.
//! Knows the runs' tables and their metrics; nothing of how a run is done or how a verdict is shown.

mod config;
mod estimate;
mod judge;
mod resample;
#[cfg(test)]
mod tests;
mod verdict;

pub use config::{Bound, Claim, Published, Stated, read, read_published};
pub use judge::judge_all;
pub use verdict::{Judged, Needs, Verdict};
