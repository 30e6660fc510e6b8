//! How verdicts on claims are told: for people as Markdown, for programs as CSV.

use std::fmt::Write;

use polars::prelude::{Column, CsvWriter, DataFrame, PolarsResult, SerWriter};

use super::ExperimentInfo;
use crate::claims::{Claim, Judged, Verdict, judge};
use crate::compare::Runs;
use crate::compare::metrics::{Unit, metric};
use crate::error::{Context, Result};
use crate::results::Row;
use crate::results::tables::Scale;

/// A claim of an experiment and what its runs say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<'a> {
    /// Name of the experiment.
    pub experiment: &'a str,
    /// As the experiment file states it.
    pub claim: &'a Claim,
    /// The verdict on it, and the numbers behind that.
    pub judged: Judged,
}

/// Every claim of an experiment, judged from its runs.
pub fn told<'a>(experiment: &'a ExperimentInfo, runs: &Runs) -> Vec<Told<'a>> {
    let draws = |variant: &str| experiment.drawn.contains(variant);
    let one = |claim| Told { experiment: &experiment.name, claim, judged: judge(claim, runs, draws) };
    experiment.claims.iter().map(one).collect()
}

/// The same from rows that are in no table yet.
///
/// # Errors
/// When the rows make no table.
pub fn told_of_rows<'a>(experiment: &'a ExperimentInfo, rows: &[Row]) -> Result<Vec<Told<'a>>> {
    Ok(told(experiment, &Runs::of_rows(rows, false)?))
}

impl Told<'_> {
    /// "undecided: needs 5 more seeds".
    pub fn verdict(&self) -> String {
        match &self.judged.verdict {
            Verdict::Reproduced => "reproduced".into(),
            Verdict::NotReproduced => "not reproduced".into(),
            Verdict::Undecided(Some(1)) => "undecided: needs 1 more seed".into(),
            Verdict::Undecided(Some(seeds)) => format!("undecided: needs {seeds} more seeds"),
            Verdict::Undecided(None) => "undecided: needs over 100 more seeds".into(),
            Verdict::NotComparable(reason) => format!("not comparable: {reason}"),
            Verdict::NotMeasured(reason) => format!("not measured: {reason}"),
        }
    }

    /// "48.3 ≥ 46.9 %; difference +1.4 ± 2.7, 3 seeds"; a dash where nothing was measured.
    pub fn numbers(&self) -> String {
        let Judged { seeds, value: Some(value), bound: Some(bound), interval, .. } = self.judged else {
            return "–".into();
        };
        let above = self.claim.bound().is_none_or(|(_, above)| above);
        let (divisor, decimals, unit) = match metric(&self.claim.metric).map(|metric| metric.unit) {
            Some(Unit::Percent) => (0.01, 1, " %".to_owned()),
            Some(Unit::Count) => {
                let scale = Scale::of([value, bound].into_iter());
                (scale.divisor, scale.decimals, format!(" {}", scale.prefix))
            }
            _ => (1.0, 3, String::new()),
        };
        let show = |value: f64| format!("{:.decimals$}", value / divisor + 0.0);
        let sign = match (above, value >= bound, value <= bound) {
            (true, true, _) => "≥",
            (true, false, _) => "<",
            (false, _, true) => "≤",
            (false, _, false) => ">",
        };
        let mut text = format!("{} {sign} {}{unit}", show(value), show(bound));
        if let Some(width) = interval {
            // Half points matter where whole ones are shown.
            let decimals = decimals + 1;
            let _ =
                write!(text, "; {:+.decimals$} ± {:.decimals$}", (value - bound) / divisor, width / divisor);
        }
        let _ = write!(text, "; {seeds} seed{}", if seeds == 1 { "" } else { "s" });
        text.replace('-', "−")
    }
}

/// A table for people.
pub fn markdown(told: &[Told<'_>]) -> String {
    let mut text = "| the paper says | checked here | measured | verdict |\n|---|---|---|---|\n".to_owned();
    for told in told {
        let Claim { says, source, .. } = told.claim;
        let verdict = told.verdict();
        let (word, rest) =
            verdict.split_once(':').map_or((verdict.as_str(), ""), |(word, rest)| (word, rest));
        let rest = if rest.is_empty() { String::new() } else { format!(":{rest}") };
        let _ =
            writeln!(text, "| {says} ({source}) | {} | {} | **{word}**{rest} |", told.claim, told.numbers());
    }
    text
}

/// A line per claim, numbers in full.
///
/// # Errors
/// When the table cannot be made.
pub fn csv(told: &[Told<'_>]) -> Result<Vec<u8>> {
    let text = |name: &str, cell: fn(&Told<'_>) -> String| {
        Column::new(name.into(), told.iter().map(cell).collect::<Vec<_>>())
    };
    let number = |name: &str, cell: fn(&Judged) -> Option<f64>| {
        Column::new(name.into(), told.iter().map(|told| cell(&told.judged)).collect::<Vec<_>>())
    };
    let columns = vec![
        text("experiment", |told| told.experiment.to_owned()),
        text("claim", |told| told.claim.name.clone()),
        text("check", |told| told.claim.to_string()),
        text("verdict", |told| told.verdict()),
        Column::new("seeds".into(), told.iter().map(|told| told.judged.seeds as u64).collect::<Vec<_>>()),
        number("value", |judged| judged.value),
        number("bound", |judged| judged.bound),
        number("interval_95", |judged| judged.interval),
    ];
    let write = || -> PolarsResult<Vec<u8>> {
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes).finish(&mut DataFrame::new(told.len(), columns)?)?;
        Ok(bytes)
    };
    write().context("the verdicts cannot be written", "CSV")
}
