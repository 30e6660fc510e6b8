//! Rows of one experiment stand in its tables only if they were made from the same inputs.

use std::collections::BTreeMap;

use crate::experiment::{Experiment, Run};
use crate::results::{Asked, LeftOut, Part, Row, pool};

/// What the runs of an experiment ask for: of runs with the same settings of the data, the same data.
pub(super) fn asked(experiment: &Experiment) -> Asked {
    let of = |run: &Run| {
        let (data, training) = (&run.settings.data, &run.settings.training);
        let card = format!("{:?}", (&data.card, &data.classes));
        let split = |selection| format!("{card} {selection:?}");
        let weights = run.settings.network.weights.as_ref();
        let file = weights.and_then(|weights| Some(weights.file.as_ref()?.display().to_string()));
        let parts = [
            (Part::Train, training.as_ref().and(data.train.as_ref()).map(split)),
            (Part::Validation, Some(split(&data.val))),
            (Part::Weights, run.origin.as_ref().map(|origin| origin.hash.clone()).or(file)),
            (Part::Card, Some(card.clone())),
            // Of all runs alike: what this version means by its numbers.
            (Part::Definitions, Some(String::new())),
        ];
        parts.into_iter().filter_map(|(part, asked)| Some((part, asked?))).collect::<BTreeMap<_, _>>()
    };
    experiment.runs.iter().map(|run| (run.hash.clone(), of(run))).collect()
}

/// Some rows of an experiment without those of older inputs, and a sentence about these.
pub fn of_one_input(experiment: &Experiment, rows: Vec<Row>) -> (Vec<Row>, Option<String>) {
    let pooled = pool(rows, &asked(experiment));
    (pooled.rows, remark(&pooled.left_out))
}

/// Which rows are left out, why, and what to do, without a full stop; `None` when there is none.
pub(super) fn remark(left_out: &[LeftOut]) -> Option<String> {
    let mut by_change: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for LeftOut { identity, changes } in left_out {
        by_change.entry(changes).or_default().push(format!("{}/{}", identity.variant, identity.seed));
    }
    let told: Vec<String> =
        by_change.into_iter().map(|(changes, runs)| format!("{} ({changes})", runs.join(", "))).collect();
    let hashes: Vec<&str> = left_out.iter().map(|one| one.identity.config_hash.as_str()).collect();
    (!left_out.is_empty()).then(|| {
        format!(
            "Left out, as the newest rows were made from other inputs: {}; `cadbench run` makes them again from what is here \
             now, `cadbench runs remove {}` forgets them",
            told.join("; "),
            hashes.join(" ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::samples::row;

    #[test]
    fn what_is_left_out_is_told_by_what_differs() {
        let left = |variant: &str, seed, changes: &str| LeftOut {
            identity: row("streets", variant, seed, 0.0).identity,
            changes: changes.into(),
        };
        assert_eq!(remark(&[]), None);
        let left = [
            left("edges", 0, "weights a → b"),
            left("edges", 1, "weights a → b"),
            left("os8", 1, "training data c → d"),
        ];
        insta::assert_snapshot!(remark(&left).unwrap(), @"Left out, as the newest rows were made from other inputs: os8/1 (training data c → d); edges/0, edges/1 (weights a → b); `cadbench run` makes them again from what is here now, `cadbench runs remove streets-edges-0 streets-edges-1 streets-os8-1` forgets them");
    }
}
