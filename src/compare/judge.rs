//! The verdict on one metric of one variant, from values paired by seed.

use serde::Serialize;

use super::interval::Test;
use crate::metrics::Better;
use crate::results::columns::{Column, Tolerance};

/// How a metric of a variant went from the base to the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// A significant and relevant difference the wrong way.
    Worse,
    /// A significant and relevant difference the right way.
    Better,
    /// Something else changed that the metric depends on.
    NotComparable,
    /// There is no such run, or no such value, in the head.
    Gone,
    /// There is no such run, or no such value, in the base.
    New,
    /// A difference that is not significant, or too small to be relevant.
    Noise,
    /// Equal to the bit where both sides have a value, but seeds of the base are missing, or a cell is empty.
    Incomplete,
    /// Equal to the bit for every seed.
    Same,
}

impl Mark {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Worse => "worse",
            Mark::Better => "better",
            Mark::NotComparable => "not comparable",
            Mark::Gone => "gone",
            Mark::New => "new",
            Mark::Noise => "noise",
            Mark::Incomplete => "incomplete",
            Mark::Same => "same",
        }
    }
}

/// What paired values say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// Mean over seeds of head − base.
    pub difference: f64,
    /// The smallest difference that would be relevant, in the column's unit.
    pub tolerance: f64,
    /// What chance would do; `None` for exact metrics and for one seed.
    pub test: Option<Test>,
    exact: bool,
    same: bool,
    better: bool,
}

/// Judges (base, head) values of a metric, one pair per seed, at least one.
pub fn judge(column: &Column, tolerance: Tolerance, pairs: &[(f64, f64)]) -> Judgement {
    let differences: Vec<f64> = pairs.iter().map(|(base, head)| head - base).collect();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / pairs.len() as f64;
    let difference = mean(&mut differences.iter().copied());
    let exact = column.kind.is_exact();
    Judgement {
        difference,
        tolerance: tolerance.at(mean(&mut pairs.iter().map(|(base, _)| *base))),
        test: if exact { None } else { Test::of(&differences) },
        exact,
        same: pairs.iter().all(|(base, head)| base.to_bits() == head.to_bits()),
        better: match column.better {
            Better::Higher => difference > 0.0,
            Better::Lower => difference < 0.0,
        },
    }
}

impl Judgement {
    /// What became of the metric. Better and worse need a difference that is *significant* (the interval of its mean
    /// at a level leaves out 0; any difference of an exact metric) and *relevant* (beyond the tolerance).
    pub fn mark(&self, level: f64) -> Mark {
        let beyond = |width| self.difference.abs() > width;
        let significant = self.exact || self.test.and_then(|test| test.half_width(level)).is_some_and(beyond);
        match (significant && beyond(self.tolerance), self.better) {
            _ if self.same => Mark::Same,
            (false, _) => Mark::Noise,
            (true, true) => Mark::Better,
            (true, false) => Mark::Worse,
        }
    }

    /// Could chance make it look like a difference, so that it counts among the comparisons that are corrected for?
    /// Values that are equal to the bit for every seed come of the same computation: no chance is in them.
    pub fn is_tested(&self) -> bool {
        self.test.is_some() && !self.same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::interval::LEVEL;
    use crate::results::columns::column;

    fn mark(name: &str, pairs: &[(f64, f64)]) -> Mark {
        let column = column(name).unwrap();
        judge(column, column.tolerance, pairs).mark(LEVEL)
    }

    #[test]
    fn a_point_lost_with_every_seed_is_worse_and_a_point_won_better() {
        assert_eq!(mark("miou", &[(0.50, 0.490), (0.51, 0.501), (0.49, 0.479)]), Mark::Worse);
        assert_eq!(mark("miou", &[(0.490, 0.50), (0.501, 0.51), (0.479, 0.49)]), Mark::Better);
    }

    #[test]
    fn a_point_lost_on_average_but_not_with_every_seed_is_noise() {
        assert_eq!(mark("miou", &[(0.50, 0.45), (0.51, 0.52), (0.49, 0.50)]), Mark::Noise);
    }

    #[test]
    fn a_significant_difference_below_the_tolerance_is_noise() {
        let pairs = [(0.50, 0.496), (0.51, 0.506), (0.49, 0.486)];
        let column = column("miou").unwrap();
        let judged = judge(column, column.tolerance, &pairs);
        let width = judged.test.unwrap().half_width(LEVEL).unwrap();
        assert!(judged.difference.abs() > width, "{judged:?} is significant");
        assert_eq!(judged.mark(LEVEL), Mark::Noise);
        assert_eq!(judge(column, Tolerance::Absolute(0.003), &pairs).mark(LEVEL), Mark::Worse);
    }

    #[test]
    fn one_seed_is_never_significant_unless_the_metric_is_exact() {
        assert_eq!(mark("miou", &[(0.5, 0.1)]), Mark::Noise);
        assert_eq!(mark("parameters", &[(100.0, 101.0)]), Mark::Worse);
        assert_eq!(mark("macs_total", &[(100.0, 99.0)]), Mark::Better);
    }

    #[test]
    fn values_equal_to_the_bit_are_the_same() {
        assert_eq!(mark("miou", &[(0.5, 0.5), (0.25, 0.25)]), Mark::Same);
        assert_eq!(mark("miou", &[(0.5, 0.5f64.next_up()), (0.25, 0.25)]), Mark::Noise);
    }

    #[test]
    fn times_are_judged_by_their_share_of_the_base() {
        assert_eq!(mark("host_latency_median_ms", &[(10.0, 10.4), (10.1, 10.5)]), Mark::Noise);
        assert_eq!(mark("host_latency_median_ms", &[(10.0, 10.8), (10.1, 10.91)]), Mark::Worse);
        assert_eq!(mark("host_latency_median_ms", &[(10.0, 9.0), (10.1, 9.11)]), Mark::Better);
    }
}
