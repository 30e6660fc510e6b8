//! Columns of the tasks' scores: what metrics say of themselves, and what matters in a comparison.

use std::borrow::Cow;

use super::column::{Column, Read};
use super::kind::{Kind, Overview, Tolerance};
use crate::metrics::{Metric, Task};
use crate::text::quantity::Unit;

/// Decimals of scores in CSV files.
const DECIMALS: usize = 6;

/// The scores of a task, then those of both branches of a learned mask where its networks have them.
pub fn scores(task: Task) -> Vec<Column> {
    let metrics = task.metrics().iter();
    let score = |metric| Column { headline: metric == task.headline(), ..score(metric) };
    let two_branch = metrics.clone().filter(|_| task.has_two_branches()).map(two_branch);
    metrics.map(score).chain(two_branch).collect()
}

/// A score; half a point matters, or 5 % of what is no fraction.
fn score(metric: &'static Metric) -> Column {
    let tolerance = match metric.unit {
        Unit::Percent => Tolerance::Absolute(0.005),
        _ => Tolerance::Share(0.05),
    };
    Column {
        name: Cow::Borrowed(metric.name),
        title: Cow::Borrowed(metric.title),
        definition: metric.definition,
        version: metric.version,
        unit: metric.unit,
        better: metric.better,
        kind: Kind::Accuracy,
        tolerance,
        decimals: DECIMALS,
        headline: false,
        overview: if metric.in_summary { Overview::Both } else { Overview::Files },
        read: Read::Score(metric.name),
    }
}

fn two_branch(metric: &'static Metric) -> Column {
    Column {
        name: format!("two_branch_{}", metric.name).into(),
        title: format!("{}, two branches", metric.title).into(),
        overview: Overview::Files,
        read: Read::TwoBranch(metric.name),
        ..score(metric)
    }
}
