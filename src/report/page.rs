//! The page that shows all experiments, as Markdown: a section each between markers, the rest left alone.

use std::path::Path;

use super::ExperimentInfo;
use super::claims::{self, JudgedClaim};
use super::made::made;
use super::published::published;
use super::remarks::remarks;
use crate::error::{Context, Result};
use crate::files;
use crate::results::Row;
use crate::results::tables::{Table, has_classes, summary_for_markdown};

/// What a new page begins with.
const HEAD: &str = "# Results\n\n\
    Written by `cadbench report` from the rows of finished runs; text outside the marked sections is kept. \
    Tables with all numbers are in [tables](tables), charts in [charts](charts), words and columns in the [glossary](../docs/glossary.md).\n";

/// The page as it is, or the beginning of a new one.
pub fn read(path: &Path) -> Result<String> {
    match files::read_text(path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(HEAD.into()),
        Err(e) => Err(e).context("the results page cannot be read", path.display()),
    }
}

/// One experiment: title, chart, summary, reading, and what made it.
pub fn section(
    experiment: &ExperimentInfo,
    rows: &[Row],
    summary: &Table,
    judged: &[JudgedClaim<'_>],
    left_out: Option<&str>,
) -> String {
    let ExperimentInfo { name, title, reading, .. } = experiment;
    let headline = summary.task().headline().title;
    let classes = match has_classes(rows) {
        true => format!(", [classes](tables/{name}.classes.csv)"),
        false => String::new(),
    };
    let table = summary_for_markdown(summary).markdown();
    let mut section = format!(
        "## {title}\n\n![{title}: {headline} over MACs per image](charts/{name}.svg)\n\n{table}\n\
         All numbers: [runs](tables/{name}.runs.csv), [summary](tables/{name}.summary.csv){classes}; the same as Parquet beside them, \
         [for reading](tables/{name}.md); the chart [as PNG](charts/{name}.png).\n"
    );
    if let Some(reading) = reading.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        section += &format!("\n{reading}\n");
    }
    if !judged.is_empty() {
        section += &format!("\n### Claims\n{}\n", claims::markdown(judged));
    }
    if !experiment.published.is_empty() {
        section += &format!("\n### Published\n{}", published(&experiment.published, summary));
    }
    let planned = experiment.runs.len();
    if rows.len() < planned {
        section += &format!("\n{} of {planned} runs are finished.\n", rows.len());
    }
    if let Some(left_out) = left_out {
        section += &format!("\n{left_out}.\n");
    }
    for remark in remarks(experiment, rows) {
        section += &format!("\n{remark}\n");
    }
    section + &format!("\n{}\n", made(rows))
}
