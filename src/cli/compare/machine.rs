//! Comparisons for programs: CSV and JSON, numbers in full, in the columns' units.

use polars::prelude::{Column, CsvWriter, DataFrame, PolarsResult, SerWriter};

use crate::Result;
use crate::compare::{Comparison, Line};
use crate::error::Context;

/// A line per experiment, metric and variant of each comparison.
pub fn csv(comparisons: &[Comparison]) -> Result<String> {
    let lines: Vec<(&Comparison, &str, &Line)> = comparisons
        .iter()
        .flat_map(|comparison| {
            comparison.experiments.iter().flat_map(move |experiment| {
                experiment.lines.iter().map(move |line| (comparison, experiment.name.as_str(), line))
            })
        })
        .collect();
    let written = || -> PolarsResult<Vec<u8>> {
        let text = |name: &str, cell: fn(&(&Comparison, &str, &Line)) -> Option<String>| {
            Column::new(name.into(), lines.iter().map(cell).collect::<Vec<_>>())
        };
        let number = |name: &str, cell: fn(&Line) -> Option<f64>| {
            Column::new(name.into(), lines.iter().map(|(_, _, line)| cell(line)).collect::<Vec<_>>())
        };
        let columns = vec![
            text("base", |(comparison, _, _)| Some(comparison.base.clone())),
            text("head", |(comparison, _, _)| Some(comparison.head.clone())),
            text("experiment", |(_, experiment, _)| Some((*experiment).to_owned())),
            text("metric", |(_, _, line)| Some(line.metric.clone())),
            text("variant", |(_, _, line)| Some(line.variant.clone())),
            text("seeds", |(_, _, line)| Some(line.seeds.to_string())),
            number("base_mean", |line| line.base),
            number("head_mean", |line| line.head),
            number("difference", |line| line.difference),
            number("interval_95", |line| line.interval),
            number("tolerance", |line| line.tolerance),
            text("mark", |(_, _, line)| Some(line.mark.word().to_owned())),
            text("reason", |(_, _, line)| line.reason.clone()),
        ];
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes).finish(&mut DataFrame::new(lines.len(), columns)?)?;
        Ok(bytes)
    };
    let bytes = written().context("the comparison cannot be written", "CSV")?;
    String::from_utf8(bytes).context("the comparison cannot be written", "CSV")
}

/// A list of comparisons, one per head.
pub fn json(comparisons: &[Comparison]) -> Result<String> {
    serde_json::to_string_pretty(comparisons)
        .map(|text| text + "\n")
        .context("the comparison cannot be written", "JSON")
}
