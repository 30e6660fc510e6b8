//! One metric of one variant, on both sides.

use std::collections::BTreeMap;

use serde::Serialize;

use super::changes::hindrance;
use super::judge::{Judgement, Mark, judge};
use super::record::Record;
use super::tolerance::Tolerances;
use crate::results::columns;

/// The runs of a variant by seed.
pub type Seeds<'a> = BTreeMap<u64, &'a Record>;

/// A line of the comparison. Numbers are in the column's unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Name of the variant that is compared.
    pub variant: String,
    /// The metric's column.
    pub metric: String,
    /// Seeds that both sides have; for `new` and `gone`, those of the one side.
    pub seeds: usize,
    /// Mean over these seeds; `None` for a side without the metric.
    pub base: Option<f64>,
    /// The same for the head.
    pub head: Option<f64>,
    /// Mean over seeds of head − base.
    pub difference: Option<f64>,
    /// Half width of its 95 % interval; `None` for exact metrics and for one seed.
    pub interval: Option<f64>,
    /// The smallest relevant difference.
    pub tolerance: Option<f64>,
    /// What became of the metric.
    pub mark: Mark,
    /// What changed that makes it not comparable.
    pub reason: Option<String>,
}

/// Compares a metric over the seeds that both sides have; `None` where neither side measured it.
pub fn line(
    variant: &str,
    column: &str,
    base: &Seeds,
    head: &Seeds,
    tolerances: &Tolerances,
) -> Option<Line> {
    let values = |side: &Seeds| -> Vec<f64> {
        side.values().filter_map(|run| run.measured.get(column).copied()).collect()
    };
    let (base_values, head_values) = (values(base), values(head));
    let line = |mark, reason: Option<String>| Line {
        variant: variant.to_owned(),
        metric: column.to_owned(),
        seeds: base_values.len().max(head_values.len()),
        base: mean(&base_values),
        head: mean(&head_values),
        difference: None,
        interval: None,
        tolerance: None,
        mark,
        reason,
    };
    let pairs = pairs(column, base, head);
    match (base_values.is_empty(), head_values.is_empty()) {
        (true, true) => None,
        (true, false) => Some(line(Mark::New, None)),
        (false, true) => Some(line(Mark::Gone, None)),
        _ if pairs.is_empty() => {
            Some(Line { seeds: 0, ..line(Mark::NotComparable, Some("no seed in common".into())) })
        }
        _ => Some(paired(line(Mark::Noise, None), &pairs, tolerances)),
    }
}

/// Two runs with the same seed and their values.
type Pair<'a> = ((&'a Record, &'a Record), (f64, f64));

fn pairs<'a>(column: &str, base: &Seeds<'a>, head: &Seeds<'a>) -> Vec<Pair<'a>> {
    let pair = |(seed, base): (&u64, &&'a Record)| -> Option<Pair<'a>> {
        let head = head.get(seed)?;
        Some(((base, head), (*base.measured.get(column)?, *head.measured.get(column)?)))
    };
    base.iter().filter_map(pair).collect()
}

/// Fills in what the pairs say.
fn paired(line: Line, pairs: &[Pair], tolerances: &Tolerances) -> Line {
    let (runs, values): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
    let [base, head] = [|pair: &(f64, f64)| pair.0, |pair: &(f64, f64)| pair.1]
        .map(|side| mean(&values.iter().map(side).collect::<Vec<f64>>()));
    let line = Line { seeds: values.len(), base, head, ..line };
    let difference = base.zip(head).map(|(base, head)| head - base);
    let not_comparable =
        |reason| Line { difference, mark: Mark::NotComparable, reason: Some(reason), ..line.clone() };
    let Some(metric) = columns::column(&line.metric) else {
        let same = values.iter().all(|(base, head)| base.to_bits() == head.to_bits());
        let unknown = || not_comparable("a metric that this version does not know".into());
        return if same { Line { difference, mark: Mark::Same, ..line } } else { unknown() };
    };
    let judged = judge(metric, tolerances.of(metric), &values);
    let Judgement { mark, difference, interval, tolerance } = judged;
    match hindrance(metric.kind, &runs) {
        // A count that did not change needs no excuse.
        Some(reason) if !(metric.kind.is_exact() && mark == Mark::Same) => not_comparable(reason),
        _ => Line { difference: Some(difference), interval, tolerance: Some(tolerance), mark, ..line },
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
