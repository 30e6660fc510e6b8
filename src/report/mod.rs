//! The report of what runs found out: tables, charts and pages that show them. Knows results only; what it
//! must know of an experiment stands in [`ExperimentInfo`]. Equal rows give equal bytes.

pub mod chart;
pub mod claims;
pub mod comparison;
mod curve;
pub mod curves;
pub mod html;
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

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use inputs::of_one_input;
pub use sections::with_section;
pub use terminal::terminal_summary;

use crate::claims::{Claim, Published};
use crate::error::{Error, Result};
use crate::experiment::{Experiment, Role, Run};
use crate::files::{self, write_whole};
use crate::results::{Asked, Identity, Pooled, Row, Store, pool, tables};
use crate::runner::project;
use crate::text::visible;
use panel::panel_file;

/// What a report says of an experiment besides its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentInfo {
    /// As in the rows; names the files.
    pub name: String,
    /// What people read as its name: heading of its chapter and of its chart.
    pub title: String,
    /// Main experiments are shown before ablations.
    pub role: Role,
    /// The variants' names in the order in which they are shown.
    pub variants: Vec<String>,
    /// The title of its data set; `None` when its card cannot be read.
    pub data: Option<String>,
    /// Its runs, by the names that they have in it: stored rows of earlier configurations are left out, and a
    /// run that another experiment made first belongs to this one as well.
    pub runs: Vec<Identity>,
    /// What they ask for: rows of older inputs are left out.
    pub asked: Asked,
    /// What the paper claims of them.
    pub claims: Vec<Claim>,
    /// Those in which anything is drawn, so that a seed matters.
    pub drawn: BTreeSet<String>,
    /// What the authors measured in this very setting.
    pub published: Vec<Published>,
    /// What a person reads out of the results, as Markdown.
    pub reading: Option<String>,
    /// What the layers of its variants cost, as far as that is known.
    pub layers: Vec<LayerCosts>,
    /// Its runs whose training diverged, in words.
    pub diverged: Vec<String>,
    /// May pictures of its data be shown? Only those that this program made itself.
    pub pictures: bool,
}

impl ExperimentInfo {
    /// Of an experiment. A person's reading of its results stands beside its file, as `<name>.md`.
    pub fn new(experiment: &Experiment, store: &Store) -> Self {
        let card = project::card(&experiment.runs[0].settings.data.card).ok();
        let drawn = experiment.runs.iter().filter(|run| run.settings.draws());
        let rows = experiment.runs.iter().filter_map(|run| store.row(&run.hash).ok().flatten()).collect();
        ExperimentInfo {
            pictures: card.as_ref().is_some_and(|card| card.generator.is_some()),
            layers: layers::layers(experiment, &of_one_input(experiment, rows).0),
            asked: inputs::asked(experiment),
            diverged: diverged(experiment, store),
            name: experiment.name.clone(),
            title: experiment.title.clone(),
            role: experiment.role,
            data: card.map(|card| card.title),
            variants: experiment.variants().map(|runs| runs[0].variant.clone()).collect(),
            runs: experiment.runs.iter().map(Run::identity).collect(),
            claims: experiment.claims.clone(),
            drawn: drawn.map(|run| run.variant.clone()).collect(),
            published: experiment.published.clone(),
            reading: files::read_text(&experiment.file.with_extension("md")).ok(),
        }
    }
}

/// The runs without numbers, and where they lost them.
fn diverged(experiment: &Experiment, store: &Store) -> Vec<String> {
    let told = |run: &Run| {
        let mark = store.diverged(&run.hash).ok().flatten()?;
        Some(format!("{} with seed {} (behind step {})", run.variant, run.seed, mark.step))
    };
    experiment.runs.iter().filter_map(told).collect()
}

/// What the layers of a variant cost.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerCosts {
    /// Name of the variant within the experiment.
    pub variant: String,
    /// Share of the lattice at level 0 that the costs are computed with; `None` in a regular network.
    pub active: Option<f64>,
    /// In the order in which they are computed.
    pub layers: Vec<LayerCost>,
}

/// One layer, the mask's filters included.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerCost {
    /// The part of the network that it belongs to.
    pub stage: String,
    /// As in the state dict, without the parameter's own name; the mask's filters have a name for people.
    pub name: String,
    /// Multiply–accumulates per image.
    pub macs: f64,
}

/// What [`report`] did.
#[derive(Debug, Default)]
pub struct Written {
    /// The files, in the order in which they were written; the pages are the last.
    pub files: Vec<PathBuf>,
    /// Rows that are missing from the report: they could not be read, and each names its file, or they were made from
    /// older inputs than others of their experiment.
    pub problems: Vec<Error>,
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
        if rows.is_empty() {
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
