//! What a chart shows of a summary: a point per variant, and which points are worth their cost.

use crate::draw::{Family, families};
use crate::order::distinct;
use crate::results::columns;
use crate::results::tables::Table;
use crate::text::quantity::{Scale, Unit};

/// A variant's place between its cost and what is shown over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub variant: String,
    pub family: Family,
    /// Multiply–accumulates per image, in the unit of [`Points::prefix`]; positive.
    pub macs: f64,
    /// Mean over seeds.
    pub value: f64,
    /// Standard deviation over seeds, in the value's unit; 0 for a single seed.
    pub deviation: f64,
}

/// The points of one chart, under one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// In the order of the summary.
    pub points: Vec<Point>,
    /// Stands before "MACs".
    pub prefix: &'static str,
}

impl Points {
    /// One per variant that has a positive cost and a number in the column, under the scale; a logarithmic axis has no
    /// place for zero.
    pub fn of(summary: &Table, column: &str, scale: &Scale) -> Points {
        let macs = |line| summary.number(line, "macs_total").filter(|&macs| macs > 0.0);
        let prefix = Scale::of(Unit::Count, (0..summary.height()).filter_map(macs));
        let names = (0..summary.height()).filter_map(|line| summary.text(line, "family"));
        let families = families(names);
        let deviation = columns::deviation(column);
        let point = |line| {
            let family = summary.text(line, "family")?;
            Some(Point {
                variant: summary.text(line, "variant")?,
                family: families.iter().find(|known| known.name == family)?.clone(),
                macs: prefix.scaled(macs(line)?),
                value: scale.scaled(summary.number(line, column)?),
                deviation: scale.scaled(summary.number(line, &deviation).unwrap_or(0.0)),
            })
        };
        Points { points: (0..summary.height()).filter_map(point).collect(), prefix: prefix.symbol }
    }

    /// The ends of all error bars.
    pub fn ends(&self) -> impl Iterator<Item = f64> {
        self.points.iter().flat_map(|p| [p.value - p.deviation, p.value + p.deviation])
    }

    /// (MACs, value) of the points that no cheaper or equally cheap point reaches, by rising cost.
    pub fn pareto_front(&self) -> Vec<(f64, f64)> {
        let mut places: Vec<(f64, f64)> = self.points.iter().map(|point| (point.macs, point.value)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut best = f64::NEG_INFINITY;
        places.retain(|&(_, value)| {
            let better = value > best;
            best = best.max(value);
            better
        });
        places
    }

    /// The corners of that front's steps: what the best affordable variant reaches at any cost up to `end`.
    pub fn pareto_steps(&self, end: f64) -> Vec<(f64, f64)> {
        let front = self.pareto_front();
        let ends = front.iter().skip(1).map(|place| place.0).chain([end]);
        front.iter().zip(ends).flat_map(|(&(macs, value), end)| [(macs, value), (end, value)]).collect()
    }

    /// (MACs, value) of the regular variants, by rising cost.
    pub fn regular(&self) -> Vec<(f64, f64)> {
        let regular = self.points.iter().filter(|point| point.family.is_regular());
        let mut places: Vec<(f64, f64)> = regular.map(|point| (point.macs, point.value)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        places
    }

    /// The families that occur, in the order of the summary.
    pub fn families(&self) -> Vec<&Family> {
        distinct(self.points.iter().map(|point| &point.family))
    }
}
