//! What a report must know of an experiment.

use std::collections::BTreeSet;

use super::inputs::{self, of_one_input};
use super::layers::{self, LayerCosts};
use crate::claims::{Claim, Published};
use crate::experiment::{Experiment, Role, Run};
use crate::files;
use crate::metrics::Task;
use crate::results::{Asked, Identity, Store};
use crate::runner::project;

/// What a report says of an experiment besides its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperimentInfo {
    /// As in the rows; names the files.
    pub name: String,
    /// What people read as its name: heading of its chapter and of its chart.
    pub title: String,
    /// Names the metrics of its rows.
    pub task: Task,
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
            task: experiment.runs[0].settings.task,
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
