//! The panels that the report's page shows: of generated data only, whose pictures are this project's own.

use std::path::Path;

use super::{beside, sheet};
use crate::experiment::{Experiment, Plan, Run};
use crate::files::write_whole;
use crate::mask::Mask;
use crate::models::Downsampling;
use crate::results::Store;
use crate::runner::{Setup, project};
use crate::{Error, Result};

/// The validation image that is shown.
const IMAGE: usize = 0;

/// Draws a panel for each experiment on generated data whose images and weights are all here, under
/// `results/panels`; others keep the one that they have. Returns what went wrong otherwise.
pub fn panels(experiments: &[Experiment], store: &Store, results: &Path) -> Vec<Error> {
    let draw = |experiment: &Experiment| panel(experiment, store, results);
    experiments.iter().filter_map(|experiment| draw(experiment).err()).collect()
}

fn panel(experiment: &Experiment, store: &Store, results: &Path) -> Result<()> {
    let Some(run) = shown(experiment, store) else { return Ok(()) };
    let setup = Setup::new(run)?;
    if !project::is_generated(&run.settings) || !setup.has_data() {
        return Ok(());
    }
    let plan = Plan { experiments: vec![experiment.clone()] };
    let beside = beside(&plan, run);
    let has_weights = |run: &&Run| {
        store.path(&run.hash).is_ok_and(|folder| {
            folder.join(crate::evaluate::checkpoint::file_name(run.settings.evaluation.checkpoint)).is_file()
        })
    };
    if !beside.iter().chain([&run]).all(has_weights) {
        return Ok(());
    }
    let images = setup.images(&run.settings.data.val)?;
    let shown = sheet(run, &beside, &images, IMAGE, store)?;
    write_whole(&results.join(panel_file(&experiment.name)), &shown.panel.png()?)
}

/// The adaptive run that explains most: one with edges, if there is one, of the first finished seed.
fn shown<'a>(experiment: &'a Experiment, store: &Store) -> Option<&'a Run> {
    let adaptive = |run: &&Run, edges: bool| match &run.settings.downsampling {
        Downsampling::Adaptive(adaptive) => matches!(adaptive.mask, Mask::Edges(_)) == edges,
        Downsampling::Regular(_) => false,
    };
    let finished = || experiment.runs.iter().filter(|run| store.is_finished(&run.hash));
    finished().find(|run| adaptive(run, true)).or_else(|| finished().find(|run| adaptive(run, false)))
}

/// Where under the results the picture of an experiment lies that the page shows.
pub fn panel_file(experiment: &str) -> String {
    format!("panels/{experiment}.png")
}
