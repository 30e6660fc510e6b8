//! How the numbers of one metric are shown: unit, prefix, decimals.

use crate::compare::{Experiment, Line};
use crate::results::columns::column;
use crate::text::quantity::{Scale, Unit};

/// The way in which all numbers of a column are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Display {
    pub title: String,
    scale: Scale,
    /// Are differences a share of the base? Else they are in the unit, with a decimal more.
    relative: bool,
}

/// A column that this version does not know.
const UNKNOWN: Scale = Scale { divisor: 1.0, symbol: "", decimals: 4 };

/// Shares of the base.
const RELATIVE: Scale = Scale { divisor: 0.01, symbol: "%", decimals: 1 };

impl Display {
    /// Of a column, so that the smallest of its values in an experiment is legible.
    pub fn of(name: &str, experiment: &Experiment) -> Display {
        let lines = experiment.lines.iter().filter(|line| line.metric == name);
        let values = lines.flat_map(|line| [line.base, line.head]).flatten();
        match column(name) {
            Some(column) => Display {
                title: column.title.to_string(),
                scale: Scale::of(column.unit, values),
                relative: column.unit != Unit::Percent,
            },
            None => Display { title: name.to_owned(), scale: UNKNOWN, relative: false },
        }
    }

    /// "mIoU (%)".
    pub fn title(&self) -> String {
        self.scale.heading(&self.title)
    }

    /// "mIoU 48.1 %".
    pub fn alone(&self, value: Option<f64>) -> String {
        let quantity =
            value.map_or_else(|| format!("– {}", self.scale.symbol), |value| self.scale.quantity(value));
        format!("{} {quantity}", self.title).trim_end().to_owned()
    }

    /// A value; a dash without one.
    pub fn value(&self, value: Option<f64>) -> String {
        value.map_or("–".into(), |value| self.scale.number(value))
    }

    /// "−1.02 ± 0.30", or "+3.1 ± 0.4 %" for a share of the base; empty without a difference.
    pub fn difference(&self, line: &Line) -> String {
        let Some(difference) = line.difference else { return String::new() };
        match line.base.filter(|&base| self.relative && base != 0.0) {
            Some(base) => {
                let of_base = |value: f64| value / base.abs();
                let scale = legible(RELATIVE, of_base(difference));
                format!("{} %", scale.signed(of_base(difference), line.interval.map(of_base)))
            }
            None => {
                let scale = Scale { decimals: self.scale.decimals + 1, ..self.scale };
                legible(scale, difference).signed(difference, line.interval)
            }
        }
    }
}

/// With more decimals where a small number would look like 0.
fn legible(scale: Scale, number: f64) -> Scale {
    let shown = scale.scaled(number).abs();
    let decimals = (scale.decimals..9).find(|&more| shown >= 0.5 * 10f64.powi(-(more as i32)));
    Scale { decimals: decimals.unwrap_or(scale.decimals), ..scale }
}
