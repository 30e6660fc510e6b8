//! What the paper claims, as checks over the variants of an experiment, and whether the measured rows bear it out.
//! Knows the runs' tables and their metrics; nothing of how a run is done or how a verdict is shown.

mod config;
mod judge;
#[cfg(test)]
mod tests;

pub use config::{Bound, Claim, Published, Stated, read, read_published};
pub use judge::{Judged, Verdict, judge};
