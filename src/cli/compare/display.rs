//! How the numbers of one metric are shown: unit, prefix, decimals.

use crate::compare::metrics::{Unit, metric};
use crate::compare::{Experiment, Line};
use crate::results::tables::Scale;

/// The way in which all numbers of a column are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Display {
    pub title: String,
    /// Behind a number that stands alone; empty for plain numbers.
    unit: String,
    divisor: f64,
    decimals: usize,
    /// Are differences a share of the base? Else they are in the unit, with a decimal more.
    relative: bool,
}

impl Display {
    /// Of a column, so that the smallest of its values in an experiment is legible.
    pub fn of(column: &str, experiment: &Experiment) -> Display {
        let lines = experiment.lines.iter().filter(|line| line.metric == column);
        let values: Vec<f64> = lines.flat_map(|line| [line.base, line.head]).flatten().collect();
        let scale = Scale::of(values.iter().copied());
        // As many decimals as give the smallest value three digits.
        let precise = |divisor: f64| {
            let smallest =
                values.iter().filter(|&&value| value > 0.0).fold(f64::MAX, |a, b| a.min(*b)) / divisor;
            if smallest >= 100.0 { 0 } else { 1 + usize::from(smallest < 10.0) }
        };
        let (unit, divisor, decimals, relative) = match metric(column).map(|metric| metric.unit) {
            Some(Unit::Percent) => ("%", 0.01, 1, false),
            Some(Unit::Count) => (scale.prefix, scale.divisor, scale.decimals, true),
            Some(Unit::Nats) => ("nats", 1.0, 3, true),
            Some(Unit::Milliseconds) => ("ms", 1.0, precise(1.0), true),
            Some(Unit::Seconds) => ("s", 1.0, precise(1.0), true),
            Some(Unit::Bytes) => ("MiB", f64::from(1 << 20), precise(f64::from(1 << 20)), true),
            None => ("", 1.0, 4, false),
        };
        let title = metric(column).map_or(column, |metric| metric.title).to_owned();
        Display { title, unit: unit.to_owned(), divisor, decimals, relative }
    }

    /// "mIoU (%)".
    pub fn title(&self) -> String {
        match self.unit.as_str() {
            "" => self.title.clone(),
            unit => format!("{} ({unit})", self.title),
        }
    }

    /// "mIoU 48.1 %".
    pub fn alone(&self, value: Option<f64>) -> String {
        format!("{} {} {}", self.title, self.value(value), self.unit).trim_end().to_owned()
    }

    /// A value; a dash without one.
    pub fn value(&self, value: Option<f64>) -> String {
        let Some(value) = value else { return "–".into() };
        // Adding zero turns −0 into 0.
        format!("{:.*}", self.decimals, value / self.divisor + 0.0).replace('-', "−")
    }

    /// "−1.02 ± 0.30", or "+3.1 ± 0.4 %" for a share of the base; empty without a difference.
    pub fn difference(&self, line: &Line) -> String {
        let Some(difference) = line.difference else { return String::new() };
        let base = line.base.filter(|&base| self.relative && base != 0.0);
        let divisor = base.map_or(self.divisor, |base| base.abs() / 100.0);
        let shown = difference / divisor;
        let decimals = if base.is_some() { 1 } else { self.decimals + 1 };
        let decimals = legible(shown, decimals);
        let sign = if difference == 0.0 {
            ""
        } else if difference > 0.0 {
            "+"
        } else {
            "−"
        };
        let interval = line.interval.map(|width| format!(" ± {:.decimals$}", width / divisor));
        let unit = if base.is_some() { " %" } else { "" };
        format!("{sign}{:.decimals$}{}{unit}", shown.abs(), interval.unwrap_or_default())
    }
}

/// More decimals where a small number would look like 0.
fn legible(number: f64, decimals: usize) -> usize {
    (decimals..9).find(|&more| number.abs() >= 0.5 * 10f64.powi(-(more as i32))).unwrap_or(decimals)
}
