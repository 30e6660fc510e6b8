//! Does a repeated run give what its line in a table says?

use super::changes::hindrance;
use super::record::Record;
use super::tolerance::Tolerances;
use crate::results::columns::{Column, Kind, all};

/// What repeating a run showed.
#[derive(Debug, Clone, PartialEq)]
pub enum Repeat {
    /// So many values, each equal to the bit (or to the table's decimals, where that is a CSV file).
    Identical(usize),
    /// Equal within the tolerances on another machine class; the values that differ.
    Within(Vec<Difference>),
    /// Values that should be equal and are not.
    Differs(Vec<Difference>),
    /// Something else changed, so that nothing follows.
    NotComparable(String),
}

/// One value of a run, stored and found.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The metric that both values are of.
    pub metric: &'static Column,
    /// What the line in the table says, in the column's unit.
    pub stored: f64,
    /// What the repeated run gave, in the same unit.
    pub found: f64,
}

/// Holds a repeated run against its line in the table. On the same machine class all scores and counts must be
/// equal to the bit; on another one counts must, and scores may differ by the tolerances. Times are not looked at.
pub fn repeat(stored: &Record, found: &Record, tolerances: &Tolerances) -> Repeat {
    let changed = |column: &str| stored.about(column) != found.about(column);
    let same_class = !changed("host_class") && !changed("host_device");
    let value = |record: &Record, column: &str| record.about(column).unwrap_or("none").to_owned();
    let arrow =
        |what: &str, column: &str| format!("{what} {} → {}", value(stored, column), value(found, column));
    if changed("config_hash") {
        return Repeat::NotComparable(arrow("configuration", "config_hash"));
    }
    let of = |record: &Record, metric: &Column| record.measured.get(metric.name.as_ref()).copied();
    let both = |metric: &'static Column| Some((metric, of(stored, metric)?, of(found, metric)?));
    let repeatable = all().iter().copied().filter(|metric| is_repeatable(metric.kind));
    let values: Vec<_> = repeatable.filter_map(both).collect();
    let mut hindered = values.iter().filter_map(|(metric, ..)| hindrance(metric, &[(stored, found)]));
    if let Some(reason) = hindered.next() {
        return Repeat::NotComparable(reason);
    }
    // On another class the weights of another variant's run differ as that run's scores do.
    if same_class && changed("weights") {
        return Repeat::NotComparable(arrow("weights that it starts from", "weights"));
    }
    let (mut within, mut beyond) = (Vec::new(), Vec::new());
    let differing = values.iter().filter(|(_, stored, found)| stored.to_bits() != found.to_bits());
    for &(metric, stored, found) in differing {
        let exact = same_class || metric.kind.is_exact();
        let tolerance = tolerances.of(metric).at(stored);
        let list = if !exact && (stored - found).abs() <= tolerance { &mut within } else { &mut beyond };
        list.push(Difference { metric, stored, found });
    }
    match (beyond.is_empty(), within.is_empty()) {
        (true, true) if values.is_empty() => Repeat::NotComparable("the table has none of the values".into()),
        (true, true) => Repeat::Identical(values.len()),
        (true, false) => Repeat::Within(within),
        (false, _) => Repeat::Differs(beyond),
    }
}

/// Does a metric repeat, unlike a time?
fn is_repeatable(kind: Kind) -> bool {
    match kind {
        Kind::Accuracy | Kind::Work | Kind::Size => true,
        Kind::Time | Kind::Memory => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::samples::{loaded, variant};

    /// The same run twice.
    fn pair() -> [Record; 2] {
        let record = || loaded("t", &variant("edges", [0.0; 3])).experiments["streets"].records[0].clone();
        [record(), record()]
    }

    fn set(record: &mut Record, column: &str, value: &str) {
        record.about.insert(column.into(), value.into());
    }

    fn judged(change: impl FnOnce(&mut Record)) -> Repeat {
        let [stored, mut found] = pair();
        change(&mut found);
        repeat(&stored, &found, &Tolerances::default())
    }

    fn columns(differences: &[Difference]) -> Vec<&str> {
        differences.iter().map(|difference| difference.metric.name.as_ref()).collect()
    }

    fn next_up(record: &mut Record, column: &str) {
        let value = record.measured.get_mut(column).unwrap();
        *value = value.next_up();
    }

    #[test]
    fn one_bit_is_a_difference_on_the_same_machine_class() {
        assert!(matches!(judged(|_| ()), Repeat::Identical(values) if values > 10));
        let Repeat::Differs(list) = judged(|found| next_up(found, "miou")) else { panic!("a bit differs") };
        assert_eq!(columns(&list), ["miou"]);
    }

    #[test]
    fn times_do_not_count() {
        let slower = |found: &mut Record| *found.measured.get_mut("host_latency_median_ms").unwrap() *= 2.0;
        assert!(matches!(judged(slower), Repeat::Identical(_)));
    }

    #[test]
    fn another_machine_class_has_the_tolerances_but_counts_are_exact() {
        let elsewhere = |found: &mut Record| set(found, "host_class", "another");
        let within = judged(|found| {
            elsewhere(found);
            *found.measured.get_mut("miou").unwrap() += 0.004;
        });
        assert!(matches!(within, Repeat::Within(list) if columns(&list) == ["miou"]));
        let beyond = judged(|found| {
            elsewhere(found);
            *found.measured.get_mut("miou").unwrap() += 0.006;
        });
        assert!(matches!(beyond, Repeat::Differs(_)));
        let counted = judged(|found| {
            elsewhere(found);
            next_up(found, "macs_total");
        });
        assert!(matches!(counted, Repeat::Differs(list) if columns(&list) == ["macs_total"]));
    }

    #[test]
    fn a_metric_that_means_something_else_is_not_held_against_its_old_values() {
        let repeat = judged(|found| set(found, "definitions", "pixel_accuracy 2"));
        let reason = "the definition of pixel acc. changed: version 1 → 2";
        assert_eq!(repeat, Repeat::NotComparable(reason.into()));
    }

    #[test]
    fn other_data_configurations_and_weights_are_named() {
        for (column, word) in
            [("data_validation", "validation data"), ("config_hash", "configuration"), ("weights", "weights")]
        {
            let Repeat::NotComparable(reason) = judged(|found| set(found, column, "other")) else {
                panic!("{column}")
            };
            assert!(reason.contains(word) && reason.ends_with("→ other"), "{reason}");
        }
    }
}
