//! What is known of a metric: how a column of the runs' tables is read, which way is better, what it may depend
//! on, and how large a difference must be to matter.

mod registry;

pub use registry::{all, measures, metric};

/// What is known of a column that measures something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// As in the runs' tables, tolerance files and `--metric`.
    pub column: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Of the column's values, and so of an absolute tolerance.
    pub unit: Unit,
    /// Which way is an improvement.
    pub better: Better,
    /// What it depends on, and so when two values can be compared.
    pub kind: Kind,
    /// The smallest difference that matters, unless a file says otherwise.
    pub tolerance: Tolerance,
    /// Is it shown unless all are asked for?
    pub headline: bool,
}

/// In which unit a column is kept, and how people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A fraction from 0 to 1, read in percent; differences in points.
    Percent,
    /// A number of things, read with a prefix.
    Count,
    /// Of a loss: cross-entropy with natural logarithms.
    Nats,
    /// Of one image: a latency or a part of it.
    Milliseconds,
    /// Of a whole run: its training or its evaluation.
    Seconds,
    /// Read in MiB.
    Bytes,
}

/// Which way a metric should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better, as of scores.
    Higher,
    /// Less is better, as of losses, costs and times.
    Lower,
}

/// What a metric depends on, and so what makes two values comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On the trained network and the data; varies with the seed.
    Accuracy,
    /// Counted on the evaluated images: exact for a given mask.
    Work,
    /// On the network's shape alone: exact.
    Size,
    /// On the evaluated images and the machine; varies from run to run.
    Time,
    /// On the machine; varies from run to run.
    Memory,
}

/// How large a difference must be to matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// In the column's unit.
    Absolute(f64),
    /// A share of the base's value.
    Share(f64),
}

impl Kind {
    /// Does a repetition give the same bits on every machine, so that any difference is a real one?
    pub fn is_exact(self) -> bool {
        matches!(self, Kind::Work | Kind::Size)
    }
}

impl Tolerance {
    /// In the column's unit, for a base value.
    pub fn at(self, base: f64) -> f64 {
        match self {
            Tolerance::Absolute(difference) => difference,
            Tolerance::Share(share) => share * base.abs(),
        }
    }
}
