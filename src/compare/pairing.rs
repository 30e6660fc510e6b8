//! The values of one metric of one variant, paired by seed.

use std::collections::BTreeMap;

use super::changes::{hindrance, is_redefined};
use super::interval::LEVEL;
use super::judge::{Mark, judge};
use super::line::{Line, Seeds};
use super::record::Record;
use super::tolerance::Tolerances;
use crate::results::columns;

/// Compares a metric over the seeds that both sides have; `None` where neither side measured it. The mark holds for one
/// comparison alone, until it is corrected.
pub fn line(
    variant: &str,
    column: &str,
    base: &Seeds,
    head: &Seeds,
    tolerances: &Tolerances,
) -> Option<Line> {
    let values = |side: &Seeds| -> BTreeMap<u64, f64> {
        side.iter().filter_map(|(seed, run)| Some((*seed, *run.measured.get(column)?))).collect()
    };
    let (base_values, head_values) = (values(base), values(head));
    let alone = |of: &BTreeMap<u64, f64>, without: &BTreeMap<u64, f64>| -> Vec<u64> {
        of.keys().filter(|seed| !without.contains_key(seed)).copied().collect()
    };
    let line = |mark, reason: Option<String>| Line {
        variant: variant.to_owned(),
        metric: column.to_owned(),
        seeds: base_values.len().max(head_values.len()),
        lost: alone(&base_values, &head_values),
        gained: alone(&head_values, &base_values),
        base: mean(base_values.values()),
        head: mean(head_values.values()),
        difference: None,
        interval: None,
        p: None,
        comparisons: None,
        tolerance: None,
        mark,
        reason,
        judged: None,
    };
    let pairs = pairs(column, base, head);
    match (base_values.is_empty(), head_values.is_empty()) {
        (true, true) => None,
        (true, false) => Some(line(Mark::New, None)),
        (false, true) => Some(line(Mark::Gone, None)),
        _ if pairs.is_empty() => {
            Some(Line { seeds: 0, ..line(Mark::NotComparable, Some("no seed in common".into())) })
        }
        _ => {
            let found = paired(line(Mark::Noise, None), &pairs, tolerances);
            // A seed that only the head has takes nothing away from what the base says; an empty cell does.
            let blank = found.gained.iter().any(|seed| base.contains_key(seed));
            let incomplete = found.mark == Mark::Same && (blank || !found.lost.is_empty());
            Some(if incomplete { Line { mark: Mark::Incomplete, ..found } } else { found })
        }
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
    let difference = difference.filter(|difference| difference.is_finite());
    let not_comparable =
        |reason| Line { difference, mark: Mark::NotComparable, reason: Some(reason), ..line.clone() };
    let Some(metric) = columns::column(&line.metric) else {
        let same = values.iter().all(|(base, head)| base.to_bits() == head.to_bits());
        let unknown = || not_comparable("a metric that this version does not know".into());
        return if same { Line { difference, mark: Mark::Same, ..line } } else { unknown() };
    };
    let judged = judge(metric, tolerances.of(metric), &values);
    let mark = judged.mark(LEVEL);
    match hindrance(metric, &runs) {
        // A count that did not change needs no excuse, unless it means something else.
        Some(reason) if mark != Mark::Same || !metric.kind.is_exact() || is_redefined(metric, &runs) => {
            not_comparable(reason)
        }
        _ if !(judged.difference.is_finite() && judged.tolerance.is_finite()) => {
            not_comparable("its numbers are too large to be subtracted".into())
        }
        _ => Line {
            difference: Some(judged.difference),
            tolerance: Some(judged.tolerance),
            mark,
            judged: Some(judged),
            ..line
        },
    }
}

fn mean<'a>(values: impl IntoIterator<Item = &'a f64>) -> Option<f64> {
    let values: Vec<f64> = values.into_iter().copied().collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    mean.is_finite().then_some(mean)
}
