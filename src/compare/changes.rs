//! What else changed between two runs that are compared, and which metrics that makes incomparable.

use super::record::Record;
use crate::results::columns::{About, Column, Kind, Role, about, version};

/// Why values of a metric cannot be compared over some pairs of runs, as `threads 2 → 8`; `None` when they can.
pub fn hindrance(metric: &Column, pairs: &[(&Record, &Record)]) -> Option<String> {
    redefined(metric, pairs).or_else(|| circumstance(metric.kind, pairs))
}

/// Do pairs of runs mean something else by a metric?
pub fn is_redefined(metric: &Column, pairs: &[(&Record, &Record)]) -> bool {
    redefined(metric, pairs).is_some()
}

/// What else is not the same in some pairs of runs and values of a kind depend on.
fn circumstance(kind: Kind, pairs: &[(&Record, &Record)]) -> Option<String> {
    let roles: &[Role] = match kind {
        Kind::Accuracy => &[Role::TrainingData, Role::EvaluatedData, Role::Card],
        // A mask may be made from labels.
        Kind::Work => &[Role::EvaluatedData, Role::Card],
        Kind::Size => &[],
        // How long an adaptive network takes depends on the images.
        Kind::Time => &[Role::EvaluatedData, Role::Card, Role::Machine],
        Kind::Memory => &[Role::Machine],
    };
    about().filter(|about| roles.contains(&about.role)).find_map(|About { name, title, role, .. }| {
        // Tables of before the card was kept do not tell: that is no difference.
        let differ = |(base, head): &&(&Record, &Record)| match (base.about(name), head.about(name), role) {
            (None, _, Role::Card) | (_, None, Role::Card) => false,
            (base, head, _) => base != head,
        };
        let (base, head) = pairs.iter().find(differ)?;
        let value = |record: &Record| record.about(name).unwrap_or("unknown").to_owned();
        Some(format!("{title} {} → {}", value(base), value(head)))
    })
}

/// Between which versions of a metric's definition pairs of runs lie; `None` where both sides mean the same. Tables of
/// before definitions had versions hold the first ones.
fn redefined(metric: &Column, pairs: &[(&Record, &Record)]) -> Option<String> {
    let of = |record: &Record| version(record.about(DEFINITIONS), &metric.name);
    let mut versions = pairs.iter().map(|(base, head)| (of(base), of(head)));
    let (base, head) = versions.find(|(base, head)| base != head)?;
    Some(format!("the definition of {} changed: version {base} → {head}", metric.title))
}

/// The column that tells versions of definitions.
const DEFINITIONS: &str = "definitions";

/// What changed between pairs of runs of a variant without hindering a comparison.
pub fn changes(pairs: &[(&Record, &Record)]) -> Vec<&'static str> {
    let changed = |column: &str| pairs.iter().any(|(base, head)| base.about(column) != head.about(column));
    let remarks = about().filter(|about| about.role == Role::Remark && changed(about.name));
    remarks.map(|about| about.title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::columns::column;
    use crate::results::samples::row;

    /// The record of a run on a card of this meaning.
    fn record(card: Option<&str>) -> Record {
        let mut row = row("streets", "edges", 0, 0.0);
        row.provenance.data.card = card.map(str::to_owned);
        Record::of_row(&row, false)
    }

    #[test]
    fn a_metric_that_means_something_else_under_the_same_name_is_noticed_and_others_are_not_held_up() {
        let mut row = row("streets", "edges", 0, 0.0);
        let old = Record::of_row(&row, false);
        row.provenance.data.definitions = Some("miou 2".into());
        let new = Record::of_row(&row, false);
        let found = |metric, pairs: &[_]| hindrance(column(metric).unwrap(), pairs);
        let reason = found("miou", &[(&old, &old), (&old, &new)]);
        assert_eq!(reason.as_deref(), Some("the definition of mIoU changed: version 1 → 2"));
        assert_eq!(found("pixel_accuracy", &[(&old, &new)]), None);
        assert_eq!(found("miou", &[(&new, &new)]), None);
    }

    #[test]
    fn rows_of_two_class_mappings_are_not_comparable_and_an_unknown_one_hinders_nothing() {
        let [unknown, old, new] = [None, Some("old"), Some("new")].map(record);
        for name in ["miou", "macs_total", "host_latency_median_ms"] {
            let metric = column(name).unwrap();
            let reason = hindrance(metric, &[(&old, &new)]);
            assert_eq!(reason.as_deref(), Some("classes and labels old → new"), "{name}");
            assert_eq!(hindrance(metric, &[(&unknown, &new), (&old, &unknown), (&old, &old)]), None);
        }
    }
}
