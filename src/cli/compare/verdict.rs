//! The verdict on an experiment in one line.

use crate::compare::{Experiment, Mark};

/// All marks, the most important first.
pub const MARKS: [Mark; 7] =
    [Mark::Worse, Mark::Better, Mark::NotComparable, Mark::Gone, Mark::New, Mark::Noise, Mark::Same];

/// "seg-streets: worse (2 worse, 1 better, 9 noise, 12 same)".
pub fn verdict(experiment: &Experiment) -> String {
    let count = |mark: Mark| experiment.lines.iter().filter(|line| line.mark == mark).count();
    let counts: Vec<String> = MARKS
        .iter()
        .filter(|&&mark| count(mark) > 0)
        .map(|&mark| format!("{} {}", count(mark), mark.word()))
        .collect();
    let word = match [Mark::Worse, Mark::Better, Mark::Noise, Mark::Same, Mark::NotComparable, Mark::New]
        .map(|mark| count(mark) > 0)
    {
        [true, true, ..] => "worse and better",
        [true, ..] => "worse",
        [_, true, ..] => "better",
        [_, _, true, ..] => "no change beyond noise",
        [_, _, _, true, ..] => "the same",
        [_, _, _, _, true, _] => "not comparable",
        [.., true] => "new",
        _ => "gone",
    };
    format!("{}: {word} ({})", experiment.name, counts.join(", "))
}
