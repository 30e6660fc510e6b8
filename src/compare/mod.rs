//! Comparing result tables across commits, folders or variants. Knows the runs' tables, statistics and git;
//! nothing of how a run is done or how a comparison is shown. docs/comparison.md explains the statistics.
//!
//! [`Source`]s are found and [loaded](load), then compared [`between`] each other or [`within`] one; each
//! [`Line`] carries a [`Mark`].

mod changes;
mod comparison;
mod correction;
mod holm;
mod interval;
mod judge;
mod line;
mod loaded;
mod missing;
mod pairing;
mod read;
mod record;
mod remark;
mod repeat;
#[cfg(test)]
pub(crate) mod samples;
mod selection;
mod source;
#[cfg(test)]
mod tests;
mod tolerance;

pub use changes::hindrance;
pub use comparison::{Comparison, Experiment, Terms, between, within};
pub use holm::holm;
pub use interval::{LEVEL, quantile, two_sided};
pub use judge::Mark;
pub use line::Line;
pub use loaded::{Loaded, load, load_with_images};
pub use record::{Record, Runs};
pub use repeat::{Difference, Repeat, repeat};
pub use selection::Selection;
pub use source::Source;
pub use tolerance::Tolerances;
