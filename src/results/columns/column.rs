//! What is known of a measured number.

use std::borrow::Cow;

use super::kind::{Kind, Overview, Tolerance};
use crate::metrics::Better;
use crate::results::{Row, Spread};
use crate::text::quantity::{Unit, fixed};

/// A measured number: the one place that tables, comparisons, claims, charts and pages read.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// As in files, experiments' claims, tolerance files and `--metric`.
    pub name: Cow<'static, str>,
    /// What people read.
    pub title: Cow<'static, str>,
    /// What is measured, in a few words.
    pub definition: &'static str,
    /// Which definition of that name it is ([`Metric::version`](crate::metrics::Metric::version)).
    pub version: u32,
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

impl PartialEq for Read {
    /// Ways to read are told apart by their kind alone: names tell columns apart.
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
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

    /// Its deviation over the images of a run; `None` where it has none.
    pub fn image_deviation_of(&self, row: &Row) -> Option<f64> {
        match self.read {
            Read::Spread(value) => value(row)?.deviation,
            _ => None,
        }
    }

    /// Can it have this value? Bounds that no run comes near, but damage may pass: a score is 0 to 1, nothing is below 0.
    pub fn allows(&self, value: f64) -> bool {
        let most = match (self.unit, self.kind) {
            (Unit::Percent, Kind::Accuracy | Kind::Work) => 1.0,
            // A share of the peak may exceed it where the machine was busy when the peak was measured.
            (Unit::Percent, _) => 1e3,
            // A year of milliseconds, and a thousand years.
            (Unit::Milliseconds | Unit::Seconds, _) => 3.2e10,
            (Unit::Nats | Unit::Ratio, _) => 1e9,
            (Unit::Count | Unit::Mean | Unit::Bytes, _) => 1e18,
        };
        let least = if self.unit == Unit::Nats { -most } else { 0.0 };
        (least..=most).contains(&value)
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
