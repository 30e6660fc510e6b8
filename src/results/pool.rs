//! Rows that may stand in one table: those that were made from the same inputs.

use std::collections::{BTreeMap, BTreeSet};

use super::provenance::Part;
use super::{Identity, Row};

/// What runs ask for, by configuration hash and part: runs with the same text ask for the same thing. A run that is not
/// listed asks for the data and the card of the whole experiment.
pub type Asked = BTreeMap<String, BTreeMap<Part, String>>;

/// Some rows without those of older inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pooled {
    /// In their order.
    pub rows: Vec<Row>,
    /// In the order of their rows.
    pub left_out: Vec<LeftOut>,
}

/// A row of older inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which run's.
    pub identity: Identity,
    /// "validation data aaaa → bbbb", from this row to the newest.
    pub changes: String,
}

/// Leaves out rows whose fingerprint of something differs from that of the newest row which asks for the same thing. What a
/// row does not tell is taken to be the same.
pub fn pool(rows: Vec<Row>, asked: &Asked) -> Pooled {
    let mut newest_first: Vec<&Row> = rows.iter().collect();
    newest_first.sort_by_key(|row| std::cmp::Reverse(made(row)));
    let mut newest: BTreeMap<(Part, &str), &Row> = BTreeMap::new();
    for row in newest_first {
        for (part, thing) in things(row, asked) {
            if row.provenance.data.of(part).is_some() {
                newest.entry((part, thing)).or_insert(row);
            }
        }
    }
    let changes = |row: &Row| {
        let of = |(part, thing)| {
            let (old, new) = (&row.provenance.data, &newest.get(&(part, thing))?.provenance.data);
            let (old, new) = (old.of(part)?, new.of(part)?);
            (old != new).then(|| format!("{} {old} → {new}", part.title()))
        };
        things(row, asked).filter_map(of).collect::<BTreeSet<String>>()
    };
    let changes: Vec<BTreeSet<String>> = rows.iter().map(changes).collect();
    let mut pooled = Pooled::default();
    for (row, changes) in rows.into_iter().zip(changes) {
        if changes.is_empty() {
            pooled.rows.push(row);
        } else {
            let changes = changes.into_iter().collect::<Vec<_>>().join(", ");
            pooled.left_out.push(LeftOut { identity: row.identity, changes });
        }
    }
    pooled
}

/// When a row was made; times are RFC 3339 in UTC, so their texts are in the order of time.
fn made(row: &Row) -> &str {
    row.provenance.finished.as_deref().unwrap_or(&row.provenance.started)
}

/// What a run asks for: weights only where it is known which.
fn things<'a>(row: &Row, asked: &'a Asked) -> impl Iterator<Item = (Part, &'a str)> {
    let asked = asked.get(&row.identity.config_hash);
    Part::ALL.into_iter().filter_map(move |part| match asked {
        Some(asked) => Some((part, asked.get(&part)?.as_str())),
        None => (part != Part::Weights).then_some((part, "")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;

    /// A row of a validation split, made on some day of January.
    fn made(seed: u64, validation: &str, day: u32) -> Row {
        let mut row = row("streets", "edges", seed, 0.0);
        row.provenance.data.validation = Some(validation.into());
        row.provenance.finished = Some(format!("2026-01-{day:02}T00:00:00Z"));
        row
    }

    fn seeds(pooled: &Pooled) -> Vec<u64> {
        pooled.rows.iter().map(|row| row.identity.seed).collect()
    }

    #[test]
    fn seeds_of_older_data_are_left_out_and_told() {
        let pooled = pool(vec![made(0, "old", 3), made(1, "new", 9), made(2, "new", 8)], &Asked::new());
        assert_eq!(seeds(&pooled), [1, 2]);
        let left = &pooled.left_out[0];
        assert_eq!((left.identity.seed, left.changes.as_str()), (0, "validation data old → new"));
        assert_eq!(pooled.left_out.len(), 1);
    }

    #[test]
    fn rows_of_another_class_mapping_are_left_out_and_those_of_an_unknown_one_stay() {
        let mut rows = vec![made(0, "v", 1), made(1, "v", 2), made(2, "v", 3)];
        rows[0].provenance.data.card = None;
        rows[1].provenance.data.card = Some("old".into());
        rows[2].provenance.data.card = Some("new".into());
        let pooled = pool(rows, &Asked::new());
        assert_eq!(seeds(&pooled), [0, 2]);
        assert_eq!(pooled.left_out[0].changes, "classes and labels on the card old → new");
    }

    #[test]
    fn variants_that_ask_for_other_data_or_weights_stand_together() {
        let mut rows = vec![made(0, "few", 1), made(1, "many", 2), made(2, "many", 3)];
        rows[0].provenance.data.weights = Some("old".into());
        rows[1].provenance.data.weights = Some("old".into());
        rows[2].provenance.data.weights = Some("new".into());
        let ask = |seed: u64, data: &str, file: &str| {
            let parts = [(Part::Validation, data.to_owned()), (Part::Weights, file.to_owned())];
            (row("streets", "edges", seed, 0.0).identity.config_hash, BTreeMap::from(parts))
        };
        let other = Asked::from([ask(0, "few", "a"), ask(1, "many", "a"), ask(2, "many", "b")]);
        assert_eq!(seeds(&pool(rows.clone(), &other)), [0, 1, 2]);
        let same = Asked::from([ask(0, "few", "a"), ask(1, "many", "b"), ask(2, "many", "b")]);
        let pooled = pool(rows, &same);
        assert_eq!((seeds(&pooled), pooled.left_out[0].changes.as_str()), (vec![0, 2], "weights old → new"));
    }
}
