//! The lines of an experiment as people read them: what differs as a table, what needs no numbers in words.

use std::collections::BTreeMap;

use super::display::Display;
use crate::compare::{Experiment, Line, Mark};
use crate::order::grouped;

/// An experiment's lines with the way to show each metric.
pub struct Groups<'a> {
    experiment: &'a Experiment,
    displays: BTreeMap<&'a str, Display>,
}

impl<'a> Groups<'a> {
    pub fn new(experiment: &'a Experiment) -> Self {
        let columns = experiment.lines.iter().map(|line| line.metric.as_str());
        let displays = columns.map(|column| (column, Display::of(column, experiment))).collect();
        Groups { experiment, displays }
    }

    /// Lines with some marks, mark by mark.
    pub fn lines(&self, marks: &[Mark]) -> Vec<&'a Line> {
        let lines = &self.experiment.lines;
        marks.iter().flat_map(|mark| lines.iter().filter(move |line| line.mark == *mark)).collect()
    }

    /// Metric, variant, base, head, difference, mark.
    pub fn cells(&self, line: &Line) -> [String; 6] {
        let display = &self.displays[line.metric.as_str()];
        [
            display.title(),
            line.variant.clone(),
            display.value(line.base),
            display.value(line.head),
            display.difference(line),
            line.mark.word().to_owned(),
        ]
    }

    /// How to show a metric.
    pub fn display(&self, line: &Line) -> &Display {
        &self.displays[line.metric.as_str()]
    }

    /// What hinders comparisons, and the remarks.
    pub fn remarks(&self) -> Vec<String> {
        let hindered =
            grouped(self.lines(&[Mark::NotComparable]), |line| line.reason.clone().unwrap_or_default());
        let hindered = hindered.into_iter().map(|(reason, lines)| {
            let metrics = grouped(lines, |line| self.display(line).title.clone());
            let parts = metrics.into_iter().map(|(metric, lines)| format!("{metric} of {}", names(&lines)));
            format!("not comparable, {reason}: {}", parts.collect::<Vec<_>>().join("; "))
        });
        hindered.chain(self.experiment.remarks.iter().cloned()).collect()
    }

    /// What is gone, new or the same, with the values of the first two.
    pub fn settled(&self) -> Vec<String> {
        let one_sided = [Mark::Gone, Mark::New].into_iter().flat_map(|mark| {
            let variants = grouped(self.lines(&[mark]), |line| line.variant.clone());
            variants.into_iter().map(move |(variant, lines)| {
                let values = lines.iter().map(|line| self.display(line).alone(line.head.or(line.base)));
                format!("{}: {variant} ({})", mark.word(), values.collect::<Vec<_>>().join(", "))
            })
        });
        let same = grouped(self.lines(&[Mark::Same]), |line| self.display(line).title.clone());
        let same =
            same.into_iter().map(|(metric, lines)| format!("same to the bit: {metric} of {}", names(&lines)));
        one_sided.chain(same).collect()
    }
}

fn names(lines: &[&Line]) -> String {
    lines.iter().map(|line| line.variant.as_str()).collect::<Vec<_>>().join(", ")
}
