//! What a reader of an experiment's numbers must know beside them.

use super::ExperimentInfo;
use crate::order::distinct;
use crate::results::Row;

/// A sentence each.
pub fn remarks(experiment: &ExperimentInfo, rows: &[Row]) -> Vec<String> {
    let absent = rows.iter().flat_map(|row| row.accuracy.absent_classes.iter().map(String::as_str));
    let absent = distinct(absent);
    let mut remarks = Vec::new();
    if let (Some(row), false) = (rows.first(), absent.is_empty()) {
        remarks.push(format!("Note: {}.", row.accuracy.scores.task().remark_on_absent(&absent)));
    }
    if !experiment.diverged.is_empty() {
        remarks.push(format!("Diverged, and without numbers here: {}.", experiment.diverged.join(", ")));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::info;
    use crate::results::samples::row;

    #[test]
    fn classes_that_no_image_has_and_runs_that_diverged_are_told_once() {
        let mut rows = [row("streets", "edges", 0, 4.0), row("streets", "edges", 1, 6.0)];
        assert_eq!(remarks(&info("streets"), &rows), Vec::<String>::new());
        for row in &mut rows {
            row.accuracy.absent_classes = vec!["train".into(), "bus".into()];
        }
        let experiment = ExperimentInfo { diverged: vec!["os8 with seed 3".into()], ..info("streets") };
        insta::assert_snapshot!(remarks(&experiment, &rows).join("\n"), @"
        Note: no evaluated image has these classes: train, bus; one that is predicted all the same counts as 0 in the mean, as in the authors' evaluation.
        Diverged, and without numbers here: os8 with seed 3.
        ");
    }
}
