//! Comparisons for programs: CSV and JSON, numbers in full, in the columns' units.

use crate::Result;
use crate::compare::{Comparison, Line};
use crate::error::Context;
use crate::text::csv::{Cell, line};

const HEADER: [&str; 17] = [
    "base",
    "head",
    "experiment",
    "metric",
    "variant",
    "seeds",
    "base_mean",
    "head_mean",
    "difference",
    "interval_95",
    "tolerance",
    "mark",
    "reason",
    "p_holm",
    "comparisons",
    "seeds_lost",
    "seeds_gained",
];

/// A line per experiment, metric and variant of each comparison.
pub fn csv(comparisons: &[Comparison]) -> String {
    let mut text = line(HEADER);
    for comparison in comparisons {
        for experiment in &comparison.experiments {
            text.extend(experiment.lines.iter().map(|line| one(comparison, &experiment.name, line)));
        }
    }
    text
}

fn one(comparison: &Comparison, experiment: &str, found: &Line) -> String {
    let numbers = [found.base, found.head, found.difference, found.interval, found.tolerance];
    let names = [&comparison.base, &comparison.head, experiment, &found.metric, &found.variant];
    let mark = [Cell::from(found.mark.word()), found.reason.as_deref().into()];
    let cells = names.map(Cell::from).into_iter().chain([found.seeds.into()]);
    let seeds = |seeds: &[u64]| {
        let told = seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
        (!told.is_empty()).then_some(told)
    };
    let (lost, gained) = (seeds(&found.lost), seeds(&found.gained));
    let behind = [found.p.into(), found.comparisons.into(), lost.as_deref().into(), gained.as_deref().into()];
    line(cells.chain(numbers.map(Cell::from)).chain(mark).chain(behind))
}

/// A list of comparisons, one per head.
pub fn json(comparisons: &[Comparison]) -> Result<String> {
    serde_json::to_string_pretty(comparisons)
        .map(|text| text + "\n")
        .context("the comparison cannot be written", "JSON")
}
