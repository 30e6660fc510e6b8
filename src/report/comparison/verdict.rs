//! The verdict on an experiment in one line.

use crate::compare::{Experiment, Mark};

/// All marks, the most important first.
pub const MARKS: [Mark; 8] = [
    Mark::Worse,
    Mark::Better,
    Mark::NotComparable,
    Mark::Gone,
    Mark::New,
    Mark::Noise,
    Mark::Incomplete,
    Mark::Same,
];

/// "seg-streets: worse (2 worse, 1 better, 9 noise, 12 same)".
pub fn verdict(experiment: &Experiment) -> String {
    let count = |mark: Mark| experiment.lines.iter().filter(|line| line.mark == mark).count();
    let counts: Vec<String> = MARKS
        .iter()
        .filter(|&&mark| count(mark) > 0)
        .map(|&mark| format!("{} {}", count(mark), mark.word()))
        .collect();
    let any = |marks: &[Mark]| marks.iter().any(|&mark| count(mark) > 0);
    let [worse, better] = [Mark::Worse, Mark::Better].map(|mark| any(&[mark]));
    let word = match (worse, better) {
        (true, true) => "worse and better",
        (true, false) => "worse",
        (false, true) => "better",
        _ if any(&[Mark::NotComparable]) && any(&[Mark::Noise, Mark::Incomplete, Mark::Same]) => {
            "partly not comparable"
        }
        _ if any(&[Mark::NotComparable]) => "not comparable",
        _ if any(&[Mark::Noise]) => "no change beyond noise",
        _ if any(&[Mark::Incomplete]) => "incomplete",
        _ if any(&[Mark::Same]) => "the same",
        _ if any(&[Mark::Gone]) => "gone",
        _ => "new",
    };
    format!("{}: {word} ({})", experiment.name, counts.join(", "))
}
