//! The summary for people: rounded, with units, the best values set off.

use super::text::{Best, TextCell, measured, percent};
use super::{Scale, Table, TextTable};
use crate::metrics::{Metric, Unit};

/// The summary as it stands in the results page.
pub fn summary_for_markdown(summary: &Table) -> TextTable {
    let mut table = start(summary);
    accuracy(&mut table, summary);
    costs(&mut table, summary);
    scaled(&mut table, summary, "ptflops_backbone", "backbone, ptflops-compatible", Best::Lowest);
    active(&mut table, summary);
    parameters(&mut table, summary);
    time(&mut table, summary, "host_latency_median_ms", "latency (ms)", 1.0);
    realised(&mut table, summary);
    notes(&mut table, summary);
    table
}

/// The summary as `run` prints it at the end.
pub fn summary_for_terminal(summary: &Table) -> TextTable {
    let mut table = start(summary);
    accuracy(&mut table, summary);
    costs(&mut table, summary);
    active(&mut table, summary);
    parameters(&mut table, summary);
    time(&mut table, summary, "host_latency_median_ms", "latency (ms)", 1.0);
    time(&mut table, summary, "host_training_seconds", "training (min)", 60.0);
    notes(&mut table, summary);
    table
}

fn start(summary: &Table) -> TextTable {
    let names = (0..summary.height()).map(|row| summary.text(row, "variant").unwrap_or_default());
    TextTable::new("variant", names.collect())
}

/// A column's cells, each made of a mean and what is found under `deviation`.
fn cells(
    summary: &Table,
    mean: &str,
    deviation: &str,
    cell: impl Fn(Option<f64>, Option<f64>) -> TextCell,
) -> Vec<TextCell> {
    (0..summary.height()).map(|row| cell(summary.number(row, mean), summary.number(row, deviation))).collect()
}

fn is_empty(summary: &Table, column: &str) -> bool {
    (0..summary.height()).all(|row| summary.number(row, column).is_none())
}

fn accuracy(table: &mut TextTable, summary: &Table) {
    let number = |row| TextCell::plain(summary.number(row, "n").map_or("–".into(), |n| format!("{n:.0}")));
    table.push("seeds", (0..summary.height()).map(number).collect());
    for Metric { name, title, unit, .. } in summary.task().metrics().iter().filter(|m| m.in_summary) {
        let (cell, unit, best): (fn(_, _) -> TextCell, _, _) = match unit {
            Unit::Percent => (percent, "%", Best::Highest),
            Unit::Nats => (|mean, deviation| measured(mean, deviation, 2), "nats", Best::Lowest),
            Unit::Count => (|mean, deviation| measured(mean, deviation, 0), "mean", Best::Highest),
        };
        let cells = cells(summary, name, &format!("{name}_deviation"), cell);
        table.push_ranked(format!("{title} ({unit})"), cells, best);
    }
}

fn costs(table: &mut TextTable, summary: &Table) {
    scaled(table, summary, "macs_total", "MACs", Best::Lowest);
}

/// A cost with its deviation over images, under the prefix that suits all its values.
fn scaled(table: &mut TextTable, summary: &Table, column: &str, title: &str, best: Best) {
    let scale = Scale::of((0..summary.height()).filter_map(|row| summary.number(row, column)));
    let scaled = |value: Option<f64>| value.map(|value| value / scale.divisor);
    // A cost that no image changes is exact; "± 0" would only be noise.
    let varying = |deviation: Option<f64>| deviation.filter(|&deviation| deviation > 0.0);
    let deviation = format!("{column}_image_deviation");
    let cells = cells(summary, column, &deviation, |mean, deviation| {
        measured(scaled(mean), scaled(varying(deviation)), scale.decimals)
    });
    table.push_ranked(format!("{title} ({})", scale.prefix), cells, best);
}

fn active(table: &mut TextTable, summary: &Table) {
    if !is_empty(summary, "active_fraction") {
        let cells = cells(summary, "active_fraction", "active_fraction_image_deviation", percent);
        table.push("active (%)", cells);
    }
}

fn parameters(table: &mut TextTable, summary: &Table) {
    let scale = Scale::of((0..summary.height()).filter_map(|row| summary.number(row, "parameters")));
    let cells = cells(summary, "parameters", "", |mean, none| {
        measured(mean.map(|value| value / scale.divisor), none, scale.decimals)
    });
    table.push(format!("parameters ({})", scale.prefix), cells);
}

/// A time, left out when nothing was timed.
fn time(table: &mut TextTable, summary: &Table, column: &str, title: &str, divisor: f64) {
    if !is_empty(summary, column) {
        let scaled = |value: Option<f64>| value.map(|value| value / divisor);
        let deviation = format!("{column}_deviation");
        let cells =
            cells(summary, column, &deviation, |mean, spread| measured(scaled(mean), scaled(spread), 1));
        table.push_ranked(title, cells, Best::Lowest);
    }
}

/// How much of the saved work is saved time, left out when nothing was timed.
fn realised(table: &mut TextTable, summary: &Table) {
    if !is_empty(summary, "host_realised") {
        table.push(
            "realised ÷ saved",
            cells(summary, "host_realised", "", |mean, none| measured(mean, none, 2)),
        );
        table.note(
            "Realised ÷ saved: the speed-up over the regular variant with the most MACs, divided by the ratio of MACs.",
        );
    }
}

fn notes(table: &mut TextTable, summary: &Table) {
    table.note("± is the standard deviation: of scores and times over seeds, of costs and the active share over images.");
    let mut hosts: Vec<String> = (0..summary.height())
        .filter_map(|row| {
            let threads = summary.number(row, "host_threads")?;
            Some(format!("{} with {threads:.0} threads", summary.text(row, "host_class")?))
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
