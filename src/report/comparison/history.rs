//! More than two sources: a column each, all held against the first.

use super::groups::Groups;
use super::markdown::escaped;
use super::terminal::wrapped;
use super::verdict::verdict;
use crate::compare::{Comparison, Experiment, Line, Mark};
use crate::order::grouped;
use crate::text::markdown::{Side, Table};
use crate::text::terminal::table;

/// What stands under a history.
const NOTE: &str =
    "All are held against the first; values without a mark are the same, within noise, or new.";

/// For the terminal.
pub fn terminal(comparisons: &[Comparison]) -> String {
    let tables = experiments(comparisons).into_iter().map(|name| {
        let (header, rows) = history(comparisons, &name);
        let mut table = table(&header.iter().map(String::as_str).collect::<Vec<_>>(), 2);
        for cells in rows {
            table.add_row(cells);
        }
        format!("\n{table}\n")
    });
    let remarks = remarks(comparisons).into_iter().map(|remark| wrapped(&remark));
    verdicts(comparisons, "") + &tables.collect::<String>() + NOTE + "\n" + &remarks.collect::<String>()
}

/// For a job summary.
pub fn markdown(comparisons: &[Comparison]) -> String {
    let tables = experiments(comparisons).into_iter().map(|name| {
        let (header, rows) = history(comparisons, &name);
        let sides = [Side::Left; 2].into_iter().chain(std::iter::repeat(Side::Right));
        let mut table = Table::new(header.iter().map(|head| escaped(head)).zip(sides));
        rows.iter().for_each(|cells| table.line(cells.iter().map(|cell| escaped(cell))));
        format!("\n{}", table.compact())
    });
    let remarks = remarks(comparisons).into_iter().map(|remark| format!("- {}\n", escaped(&remark)));
    let remarks: String = remarks.collect();
    let gap = if remarks.is_empty() { "" } else { "\n" };
    verdicts(comparisons, "- ") + &tables.collect::<String>() + "\n" + NOTE + "\n" + gap + &remarks
}

/// What hinders and what is worth knowing, each sentence once, with the heads and experiments that it is about.
fn remarks(comparisons: &[Comparison]) -> Vec<String> {
    let told = comparisons.iter().flat_map(|comparison| {
        comparison.experiments.iter().flat_map(move |experiment| {
            let whose = format!("{}, {}", comparison.head, experiment.name);
            Groups::new(experiment).remarks().into_iter().map(move |remark| (remark, whose.clone()))
        })
    });
    let told = grouped(told, |(remark, _)| remark.clone()).into_iter();
    let told = told.map(|(remark, whose)| {
        let whose: Vec<String> = whose.into_iter().map(|(_, whose)| whose).collect();
        format!("{}: {remark}", whose.join("; "))
    });
    told.collect()
}

fn verdicts(comparisons: &[Comparison], bullet: &str) -> String {
    let lines = comparisons.iter().flat_map(|comparison| {
        let Comparison { base, head, experiments } = comparison;
        let verdict = move |experiment| format!("{bullet}{base} → {head}, {}\n", verdict(experiment));
        experiments.iter().map(verdict)
    });
    lines.collect()
}

/// The names of all experiments, each once.
fn experiments(comparisons: &[Comparison]) -> Vec<String> {
    let mut names: Vec<String> = comparisons
        .iter()
        .flat_map(|comparison| comparison.experiments.iter().map(|experiment| experiment.name.clone()))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Header and lines of one experiment: metric, variant, the base's value, each head's with its mark.
fn history(comparisons: &[Comparison], name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let of_it = |comparison: &Comparison| {
        comparison.experiments.iter().find(|experiment| experiment.name == name).cloned()
    };
    let experiments: Vec<Option<Experiment>> = comparisons.iter().map(of_it).collect();
    // One way to show a metric in all columns.
    let all = experiments.iter().flatten().flat_map(|experiment| experiment.lines.clone());
    let all = Experiment { name: name.to_owned(), lines: all.collect(), remarks: Vec::new() };
    let groups = Groups::new(&all);
    let places = grouped(&all.lines, |line| (&line.variant, &line.metric));
    let mut keys: Vec<&Line> = places.into_iter().map(|(_, lines)| lines[0]).collect();
    keys.sort_by_key(|key| all.lines.iter().position(|line| line.metric == key.metric));
    let rows = keys.iter().map(|key| {
        let found = |experiment: &Option<Experiment>| -> Option<Line> {
            experiment.as_ref()?.lines.iter().find(|line| same_place(line, key)).cloned()
        };
        let lines: Vec<Option<Line>> = experiments.iter().map(found).collect();
        let display = groups.display(key);
        let base = lines.iter().flatten().find_map(|line| line.base);
        let heads = lines.iter().map(|line| {
            let marked = [Mark::Worse, Mark::Better, Mark::NotComparable, Mark::Incomplete];
            let mark = line.as_ref().map(|line| line.mark).filter(|mark| marked.contains(mark));
            let value = display.value(line.as_ref().and_then(|line| line.head));
            mark.map_or(value.clone(), |mark| format!("{value} {}", mark.word()))
        });
        [display.title(), key.variant.clone(), display.value(base)].into_iter().chain(heads).collect()
    });
    let labels = comparisons.iter().take(1).map(|comparison| comparison.base.clone());
    let labels = labels.chain(comparisons.iter().map(|comparison| comparison.head.clone()));
    let header = [name.to_owned(), "variant".to_owned()].into_iter().chain(labels).collect();
    let rows = rows.collect();
    (header, rows)
}

fn same_place(one: &Line, other: &Line) -> bool {
    one.variant == other.variant && one.metric == other.metric
}
