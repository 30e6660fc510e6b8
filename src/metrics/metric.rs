//! A metric: what is known of a score, and how it is read off what was counted.

use super::Terms;
use crate::text::quantity::{Scale, Unit};

/// A number that says how good predictions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// What columns, rows and logs call it.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// In which unit it is kept.
    pub unit: Unit,
    /// Which way is an improvement.
    pub better: Better,
    /// One sentence.
    pub definition: &'static str,
    /// Which definition of that name it is: 1 for the first. One more wherever the same predictions would get another
    /// value; values of two versions are never compared or pooled.
    pub version: u32,
    /// Does it stand in the summaries for people? Files hold all.
    pub in_summary: bool,
}

/// Which way a number should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better, as of scores.
    Higher,
    /// Less is better, as of losses, costs and times.
    Lower,
}

/// A metric of a task whose evaluation counts into a `C`.
pub struct Score<C: 'static> {
    /// What is known of it.
    pub metric: Metric,
    /// Its value over all that was counted; `None` where nothing of its kind was.
    pub of: fn(&C) -> Option<f64>,
    /// What it is a mean of, part and whole by class: [`Terms`]. `None` where rows do not keep it.
    pub terms: Option<fn(&C) -> Terms>,
}

impl Metric {
    /// How people read its values.
    pub fn scale(&self) -> Scale {
        Scale::of(self.unit, [])
    }

    /// A fraction from 0 to 1, the higher the better.
    pub(super) const fn percent(name: &'static str, title: &'static str, definition: &'static str) -> Self {
        let (unit, better) = (Unit::Percent, Better::Higher);
        Metric { name, title, unit, better, definition, version: 1, in_summary: true }
    }

    /// The same in another unit.
    pub(super) const fn in_unit(self, unit: Unit, better: Better) -> Self {
        Metric { unit, better, ..self }
    }

    /// The same, in files alone.
    pub(super) const fn detail(self) -> Self {
        Metric { in_summary: false, ..self }
    }
}

/// The metrics of some scores.
pub(super) const fn metrics<C, const N: usize>(scores: &[Score<C>; N]) -> [Metric; N] {
    let mut metrics = [scores[0].metric; N];
    let mut number = 1;
    while number < N {
        metrics[number] = scores[number].metric;
        number += 1;
    }
    metrics
}

#[cfg(test)]
mod tests {
    use crate::metrics::{Better, Task};
    use crate::text::quantity::Unit;

    #[test]
    fn scores_that_are_no_shares_have_their_own_units_and_directions() {
        let of = |task: Task, name| {
            let metric = task.metrics().iter().find(|metric| metric.name == name).unwrap();
            (metric.unit, metric.better, metric.in_summary)
        };
        assert_eq!(of(Task::Classification, "cross_entropy"), (Unit::Nats, Better::Lower, true));
        assert_eq!(of(Task::Matching, "matches_per_pair"), (Unit::Mean, Better::Higher, true));
        assert_eq!(of(Task::Matching, "keypoints_per_image"), (Unit::Mean, Better::Higher, false));
        assert_eq!(of(Task::Segmentation, "miou"), (Unit::Percent, Better::Higher, true));
    }
}
