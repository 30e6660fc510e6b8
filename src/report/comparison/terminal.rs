//! A comparison in the terminal: a verdict per experiment, what differs as a table, the rest in words.

use super::groups::Groups;
use super::verdict::{MARKS, verdict};
use crate::compare::{Comparison, Experiment, Mark};
use crate::text::terminal::table;

/// Sentences longer than this are broken, so that they stay within 100 columns.
const WIDTH: usize = 98;

/// The whole text.
pub fn terminal(comparison: &Comparison) -> String {
    let verdicts = comparison.experiments.iter().map(|experiment| verdict(experiment) + "\n");
    let head = format!("{} → {}\n{}", comparison.base, comparison.head, verdicts.collect::<String>());
    let tables = comparison.experiments.iter().map(|experiment| one(experiment, comparison));
    head + &tables.collect::<String>()
}

fn one(experiment: &Experiment, comparison: &Comparison) -> String {
    let groups = Groups::new(experiment);
    let numbers = |mark: &&Mark| !matches!(mark, Mark::Same | Mark::New | Mark::Gone);
    let marks: Vec<Mark> = MARKS.iter().filter(numbers).copied().collect();
    let lines = groups.lines(&marks);
    let header = [&experiment.name, "variant", &short(&comparison.base), &short(&comparison.head)];
    let mut table = table(&[&header[..], &["difference", "mark"]].concat(), 2).words_at(5);
    for line in &lines {
        table.add_row(groups.cells(line));
    }
    let mut text = String::from("\n");
    if lines.is_empty() {
        text += &format!("{}\n", experiment.name);
    } else {
        text += &format!("{table}\n");
    }
    if lines.iter().any(|line| line.interval.is_some()) {
        text += "± is the 95 % interval of the mean difference over seeds.\n";
    }
    text + &groups
        .remarks()
        .iter()
        .chain(&groups.settled())
        .map(|sentence| wrapped(sentence))
        .collect::<String>()
}

/// A label short enough to head a column.
fn short(label: &str) -> String {
    let name = label.trim_end_matches('/').rsplit('/').next().unwrap_or(label);
    if name.chars().count() <= 12 { name.to_owned() } else { name.chars().take(11).chain(['…']).collect() }
}

/// Broken between words, lines after the first set in.
pub fn wrapped(sentence: &str) -> String {
    let mut lines = vec![String::new()];
    for word in sentence.split(' ') {
        let last = lines.len() - 1;
        if !lines[last].trim().is_empty() && lines[last].chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("  {word}"));
        } else {
            let space = if lines[last].is_empty() { "" } else { " " };
            lines[last] += &format!("{space}{word}");
        }
    }
    lines.join("\n") + "\n"
}
