//! An even coordinate with ticks where they are wanted; plotters has that for logarithmic ones only.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;

use super::axes::Axis;

/// The coordinate of an even axis.
pub struct Even {
    coordinate: RangedCoordf64,
    ticks: Vec<f64>,
}

impl From<&Axis> for Even {
    fn from(axis: &Axis) -> Even {
        Even { coordinate: axis.range.clone().into(), ticks: axis.ticks.clone() }
    }
}

impl Ranged for Even {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.coordinate.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // The second call is for ticks between these.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.coordinate.range()
    }
}
