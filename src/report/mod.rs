//! The report of what runs found out: tables, charts and pages that show them. Knows results only; what it
//! must know of an experiment stands in [`ExperimentInfo`]. Equal rows give equal bytes.

pub mod chart;
pub mod claims;
pub mod comparison;
mod curve;
pub mod curves;
pub mod errors;
pub mod html;
mod info;
mod inputs;
mod layers;
mod made;
mod page;
pub mod panel;
mod published;
mod remarks;
pub mod repeats;
mod sections;
mod terminal;
#[cfg(test)]
mod tests;
mod write;

use std::path::{Path, PathBuf};

pub use info::ExperimentInfo;
pub use inputs::of_one_input;
pub use layers::{LayerCost, LayerCosts};
pub use sections::with_section;
pub use terminal::terminal_summary;

use crate::error::{Error, Result};
use crate::files::{self, write_whole};
use crate::results::{Identity, Pooled, Row, Store, pool, tables};
use crate::text::visible;
use panel::panel_file;

/// What [`report`] did.
#[derive(Debug, Default)]
pub struct Written {
    /// The files, in the order in which they were written; the pages are the last.
    pub files: Vec<PathBuf>,
    /// Rows that are missing from the report: they could not be read, and each names its file, or they were made from
    /// older inputs than others of their experiment.
    pub problems: Vec<Error>,
}

/// Are all of its rows runs of other experiments, and does its table hold runs of its own? These were made elsewhere, and a
/// report from what is here would lose them.
fn only_borrows(experiment: &ExperimentInfo, stored: &[Row], results: &Path) -> bool {
    let is_here = |hash: &str| stored.iter().any(|row| row.identity.config_hash == hash);
    let table = files::read_text(&results.join(format!("tables/{}.runs.csv", experiment.name)));
    let holds = |hash: &str| table.as_ref().is_ok_and(|table| table.contains(hash));
    let mut hashes = experiment.runs.iter().map(|run| run.config_hash.as_str());
    stored.iter().all(|row| row.identity.experiment != experiment.name)
        && hashes.any(|hash| !is_here(hash) && holds(hash))
}

/// The line of a chapter that an earlier version wrote, where its table is still here.
fn earlier(experiment: &ExperimentInfo, results: &Path) -> Option<html::Front> {
    let summary = files::read(&results.join(format!("tables/{}.summary.parquet", experiment.name))).ok()?;
    Some(html::earlier(experiment, &tables::Table::stored(experiment.task, summary).ok()?))
}

/// Writes, for each of `experiments` that has rows in the store, `tables/<name>.*` and `charts/<name>.*`
/// under `results`, then its sections of the pages `README.md` and `report.html`: those of main experiments before those
/// of ablations, where they are new. Files and sections of other experiments stay as they are.
///
/// # Errors
/// When the rows cannot be listed, a page or a log cannot be read, a section of a page has no end, a table or
/// chart cannot be made, or a file cannot be written.
pub fn report(store: &Store, experiments: &[ExperimentInfo], results: &Path) -> Result<Written> {
    let loaded = store.load_all()?;
    let mut written = Written { files: Vec::new(), problems: loaded.problems };
    let path = results.join("README.md");
    let mut page = page::read(&path)?;
    let html_path = results.join("report.html");
    let mut html = html::Page::read(&html_path)?;
    let mut experiments: Vec<&ExperimentInfo> = experiments.iter().collect();
    experiments.sort_by_key(|experiment| experiment.role);
    for experiment in experiments {
        let named = |identity: &Identity| {
            let row = loaded.rows.iter().find(|row| row.identity.config_hash == identity.config_hash)?;
            Some(Row { identity: identity.clone(), ..row.clone() })
        };
        let rows: Vec<Row> = experiment.runs.iter().filter_map(named).collect();
        if rows.is_empty() || only_borrows(experiment, &loaded.rows, results) {
            html.adopt(&experiment.name, || earlier(experiment, results));
            continue;
        }
        let Pooled { rows, left_out } = pool(rows, &experiment.asked);
        let left_out = inputs::remark(&left_out);
        let told = |what: &String| Error::new(format!("{}: {what}", experiment.name));
        written.problems.extend(left_out.as_ref().map(told));
        let rows = tables::in_order(rows, &experiment.variants);
        let summary = write::experiment(experiment, &rows, results, &mut written.files)?;
        let judged = claims::judge_rows(experiment, &rows)?;
        let section = page::section(experiment, &rows, &summary, &judged, left_out.as_deref());
        page = sections::with_section(&page, &experiment.name, &section).map_err(|e| e.at(path.display()))?;
        let curves = curves::curves(store, &rows)?;
        // Without the picture the page says so.
        let panel =
            experiment.pictures.then(|| files::read(&results.join(panel_file(&experiment.name))).ok());
        let panel = panel.flatten();
        let material = html::Material {
            curves: &curves,
            panel: panel.as_deref(),
            judged: &judged,
            left_out: left_out.as_deref(),
        };
        html.put(html::chapter(experiment, &rows, &summary, &material)?);
    }
    if !written.files.is_empty() {
        // Titles, claims and readings are other people's text.
        write_whole(&path, visible(&page).as_bytes())?;
        write_whole(&html_path, visible(&html.html()).as_bytes())?;
        written.files.extend([path, html_path]);
    }
    Ok(written)
}
