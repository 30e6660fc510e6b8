//! The report of what runs found out: tables, charts and a page that shows them. Knows results only; what it
//! must know of an experiment is told in [`ExperimentInfo`]. Equal rows give equal bytes.

pub mod chart;
pub mod claims;
mod curve;
mod made;
mod page;
mod terminal;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use page::with_section;
pub use terminal::terminal_summary;

use crate::claims::{Claim, Published};
use crate::error::{Error, Result};
use crate::files::write_whole;
use crate::results::{Identity, Row, Store, tables};

/// What a report says of an experiment besides its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentInfo {
    /// As in the rows; names the files.
    pub name: String,
    pub title: String,
    /// The variants' names in the order in which they are shown.
    pub variants: Vec<String>,
    /// Its runs, by the names that they have in it: stored rows of earlier configurations are left out, and a
    /// run that another experiment made first belongs to this one as well.
    pub runs: Vec<Identity>,
    /// What the paper claims of them.
    pub claims: Vec<Claim>,
    /// Those in which anything is drawn, so that a seed matters.
    pub drawn: BTreeSet<String>,
    /// What the authors measured in this very setting.
    pub published: Vec<Published>,
    /// What a person reads out of the results, as Markdown.
    pub reading: Option<String>,
}

/// What [`report`] did.
#[derive(Debug, Default)]
pub struct Written {
    /// The files, in the order in which they were written; the page is the last.
    pub files: Vec<PathBuf>,
    /// Rows that could not be read and are missing from the report; each names its file.
    pub problems: Vec<Error>,
}

/// Writes, for each of `experiments` that has rows in the store, `tables/<name>.*` and `charts/<name>.*`
/// under `results`, then its section of the page `README.md`. Files and sections of other experiments stay
/// as they are. Fails when the rows cannot be listed or a file cannot be written.
pub fn report(store: &Store, experiments: &[ExperimentInfo], results: &Path) -> Result<Written> {
    let loaded = store.load_all()?;
    let mut written = Written { files: Vec::new(), problems: loaded.problems };
    let path = results.join("README.md");
    let mut page = page::read(&path)?;
    for experiment in experiments {
        let named = |identity: &Identity| {
            let row = loaded.rows.iter().find(|row| row.identity.config_hash == identity.config_hash)?;
            Some(Row { identity: identity.clone(), ..row.clone() })
        };
        let rows: Vec<Row> = experiment.runs.iter().filter_map(named).collect();
        if rows.is_empty() {
            continue;
        }
        let rows = tables::in_order(rows, &experiment.variants);
        let summary = write::experiment(experiment, &rows, results, &mut written.files)?;
        let told = claims::told_of_rows(experiment, &rows)?;
        let section = page::section(experiment, &rows, &summary, &told);
        page = page::with_section(&page, &experiment.name, &section).map_err(|e| e.at(path.display()))?;
    }
    if !written.files.is_empty() {
        write_whole(&path, page.as_bytes())?;
        written.files.push(path);
    }
    Ok(written)
}
