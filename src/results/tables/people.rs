//! The summary for people: rounded, with units, the best values set off.

use super::text::TextCell;
use super::{Table, TextTable};
use crate::results::columns::{Column, Kind, Overview, columns, realised};
use crate::text::quantity::{Scale, Unit};

/// The summary as it stands in the results page.
pub fn summary_for_markdown(summary: &Table) -> TextTable {
    overview(summary, Overview::Page)
}

/// The summary as `run` prints it at the end.
pub fn summary_for_terminal(summary: &Table) -> TextTable {
    overview(summary, Overview::Terminal)
}

fn overview(summary: &Table, place: Overview) -> TextTable {
    let lines = 0..summary.height();
    let names = lines.clone().map(|line| summary.text(line, "variant").unwrap_or_default());
    let mut table = TextTable::new("variant", names.collect());
    let seeds = |line| TextCell::plain(summary.number(line, "n").map_or("–".into(), |n| format!("{n:.0}")));
    table.push("seeds", lines.map(seeds).collect());
    let shown = |column: &&Column| [place, Overview::Both].contains(&column.overview);
    for column in columns(summary.task()).chain([realised()]).filter(shown) {
        push(&mut table, summary, column);
    }
    notes(&mut table, summary);
    table
}

/// Appends a column; a score even where it is empty, anything else only where it was measured.
fn push(table: &mut TextTable, summary: &Table, column: &Column) {
    let Column { name, title, better, .. } = column;
    let values: Vec<Option<f64>> = (0..summary.height()).map(|line| summary.number(line, name)).collect();
    if values.iter().all(Option::is_none) && column.kind != Kind::Accuracy {
        return;
    }
    let scale = Scale::brief(column.unit, values.iter().copied().flatten());
    let deviation = column.image_deviation().unwrap_or_else(|| column.deviation());
    // A count that no image changes is exact; "± 0" would only be noise.
    let told = |deviation: &f64| column.kind != Kind::Work || column.unit != Unit::Count || *deviation > 0.0;
    let cells = values
        .into_iter()
        .enumerate()
        .map(|(line, mean)| TextCell::measured(mean, summary.number(line, &deviation).filter(told), &scale));
    let (heading, cells) = (scale.heading(title), cells.collect());
    match column.is_aim() {
        true => table.push_ranked(heading, cells, *better),
        false => table.push(heading, cells),
    }
    if column == realised() {
        let mut title = title.chars();
        let first = title.next().map(char::to_uppercase).into_iter().flatten();
        table.note(format!("{}: {}.", first.chain(title).collect::<String>(), column.definition));
    }
}

fn notes(table: &mut TextTable, summary: &Table) {
    table.note("± is the standard deviation: of scores and times over seeds, of costs and the active share over images.");
    let mut hosts: Vec<String> = (0..summary.height())
        .filter_map(|line| {
            let threads = summary.number(line, "host_threads")?;
            Some(format!("{} with {threads:.0} threads", summary.text(line, "host_class")?))
        })
        .collect();
    hosts.sort();
    hosts.dedup();
    if !hosts.is_empty() {
        table.note(format!(
            "Times are comparable on one kind of machine only; these are from {}.",
            hosts.join("; ")
        ));
    }
}
