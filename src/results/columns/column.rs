//! What is known of a column.

use std::borrow::Cow;

use crate::metrics::Better;
use crate::results::{Row, Spread};
use crate::text::quantity::{Unit, fixed};

/// A column of the runs' table.
pub enum Entry {
    /// What names a run or says what made it.
    About(About),
    /// A measured number.
    Measured(Column),
}

/// A column that names runs or says what made them.
pub struct About {
    /// As in files.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What another value of it means for a comparison.
    pub role: Role,
    pub(in crate::results) cell: AboutCell,
}

/// How to read it off a row; `None` is an empty cell.
pub(in crate::results) enum AboutCell {
    Text(fn(&Row) -> Option<String>),
    Flag(fn(&Row) -> Option<bool>),
    Whole(fn(&Row) -> Option<u64>),
}

/// What a column about runs means for a comparison of two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Account,
    /// Of other values, a person is told.
    Remark,
    /// With other training data, accuracies are not comparable.
    TrainingData,
    /// With other evaluated data, nothing is that depends on images.
    EvaluatedData,
    /// On other machines, times and memory are not comparable.
    Machine,
}

/// A measured number: the one place that tables, comparisons, claims, charts and pages read.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// As in files, experiments' claims, tolerance files and `--metric`.
    pub name: Cow<'static, str>,
    /// What people read.
    pub title: Cow<'static, str>,
    /// What is measured, in a few words.
    pub definition: &'static str,
    /// Of the values, and so of an absolute tolerance.
    pub unit: Unit,
    /// Which way is an improvement.
    pub better: Better,
    /// What it depends on, and so when two values can be compared.
    pub kind: Kind,
    /// The smallest difference that matters, unless a file says otherwise.
    pub tolerance: Tolerance,
    /// Digits behind the point in CSV files.
    pub decimals: usize,
    /// Is it compared unless others are asked for?
    pub headline: bool,
    /// Which overviews for people show it.
    pub overview: Overview,
    pub(in crate::results) read: Read,
}

/// How to read a measured number; `None` is an empty cell.
#[derive(Debug, Clone, Copy)]
pub(in crate::results) enum Read {
    /// A count that no seed changes: its summary has no deviation.
    Whole(fn(&Row) -> Option<u64>),
    Real(fn(&Row) -> Option<f64>),
    /// Over the images of a run: a mean, and in a column beside it its deviation.
    Spread(fn(&Row) -> Option<Spread>),
    /// The task's metric of this name.
    Score(&'static str),
    /// The same of both branches of a learned mask.
    TwoBranch(&'static str),
    /// No run has it alone: the summary computes it.
    OverVariants,
}

/// What a number depends on, and so what makes two values comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Where people see a number without asking for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overview {
    /// In files alone.
    Files,
    /// On the page of results.
    Page,
    /// At the end of a run.
    Terminal,
    /// On both.
    Both,
}

impl Kind {
    /// Does a repetition give the same bits on every machine, so that any difference is a real one?
    pub fn is_exact(self) -> bool {
        matches!(self, Kind::Work | Kind::Size)
    }

    /// Does it depend on the machine?
    pub fn is_of_machine(self) -> bool {
        matches!(self, Kind::Time | Kind::Memory)
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

impl PartialEq for Read {
    /// Ways to read are told apart by their kind alone: names tell columns apart.
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl About {
    /// The cell of a row as text; `None` where it is empty.
    pub fn text(&self, row: &Row) -> Option<String> {
        match self.cell {
            AboutCell::Text(cell) => cell(row),
            AboutCell::Flag(cell) => Some(cell(row)?.to_string()),
            AboutCell::Whole(cell) => Some(cell(row)?.to_string()),
        }
    }
}

impl Column {
    /// Its value in a row; `None` where there is none.
    pub fn value(&self, row: &Row) -> Option<f64> {
        match self.read {
            Read::Whole(value) => value(row).map(|value| value as f64),
            Read::Real(value) => value(row),
            Read::Spread(value) => value(row).map(|spread| spread.mean),
            Read::Score(name) => row.accuracy.scores.get(name),
            Read::TwoBranch(name) => row.accuracy.two_branch.as_ref()?.get(name),
            Read::OverVariants => None,
        }
    }

    /// The value as it comes back from a CSV file.
    pub fn rounded(&self, value: f64) -> f64 {
        fixed(value, self.decimals).parse().unwrap_or(value)
    }

    /// Is it what people compare variants by, so that overviews set off the best? Shares and sizes explain costs, and a
    /// ratio explains a time.
    pub fn is_aim(&self) -> bool {
        match self.kind {
            Kind::Accuracy | Kind::Memory => true,
            Kind::Work => self.unit != Unit::Percent,
            Kind::Time => self.unit != Unit::Ratio,
            Kind::Size => false,
        }
    }

    /// Does the summary tell its deviation over seeds?
    pub fn has_deviation(&self) -> bool {
        !matches!(self.read, Read::Whole(_) | Read::OverVariants)
    }

    /// The column of its deviation over seeds.
    pub fn deviation(&self) -> String {
        deviation(&self.name)
    }

    /// The column of its deviation over the images of a run, where it has one.
    pub fn image_deviation(&self) -> Option<String> {
        matches!(self.read, Read::Spread(_)).then(|| format!("{}_image{DEVIATION}", self.name))
    }
}

/// How columns of deviations end.
const DEVIATION: &str = "_deviation";

/// The column of a number's deviation over seeds.
pub fn deviation(name: &str) -> String {
    format!("{name}{DEVIATION}")
}

/// Is it a column of deviations?
pub fn is_deviation(name: &str) -> bool {
    name.ends_with(DEVIATION)
}
