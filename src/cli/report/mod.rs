//! `cadbench report`: tables, charts and the page of results, from the stored runs alone.

mod layers;

use std::path::{Path, PathBuf};

use super::select::identity;
use super::{Outcome, project, show};
use crate::Result;
use crate::experiment::{self, Experiment};
use crate::report::{ExperimentInfo, report as write};
use crate::results::Store;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Experiment files (default: all of experiments/)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What the report must know of an experiment. A person's reading of its results stands beside its file,
/// as `<name>.md`.
pub fn info(experiment: &Experiment, store: &Store) -> ExperimentInfo {
    let card = project::card(&experiment.runs[0].settings.data.card).ok();
    let drawn = experiment.runs.iter().filter(|run| run.settings.draws());
    ExperimentInfo {
        pictures: card.as_ref().is_some_and(|card| card.generator.is_some()),
        layers: layers::layers(experiment, store),
        name: experiment.name.clone(),
        title: experiment.title.clone(),
        data: card.map(|card| card.title),
        variants: experiment.variants().map(|runs| runs[0].variant.clone()).collect(),
        runs: experiment.runs.iter().map(identity).collect(),
        claims: experiment.claims.clone(),
        drawn: drawn.map(|run| run.variant.clone()).collect(),
        published: experiment.published.clone(),
        reading: std::fs::read_to_string(experiment.file.with_extension("md")).ok(),
    }
}

/// Runs the command.
///
/// # Errors
/// When an experiment cannot be read or a file cannot be written.
pub fn report(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let files = match arguments.files.is_empty() {
        true => project::yaml_files("experiments")?,
        false => arguments.files.clone(),
    };
    for file in report_on(&experiment::read(&files)?.experiments, results)? {
        println!("{}", file.display());
    }
    Ok(Outcome::Done)
}

/// Writes the report on some experiments; returns the files.
///
/// # Errors
/// As [`report`].
pub fn report_on(experiments: &[Experiment], results: &Path) -> Result<Vec<PathBuf>> {
    let store = Store::new(results);
    for problem in show::panels(experiments, &store, results) {
        eprintln!("warning: no picture for the page: {problem}");
    }
    let experiments: Vec<ExperimentInfo> = experiments.iter().map(|one| info(one, &store)).collect();
    let written = write(&store, &experiments, results)?;
    for problem in &written.problems {
        eprintln!("warning: {problem}");
    }
    if written.files.is_empty() {
        println!("no finished runs of these experiments in {}", results.display());
    }
    Ok(written.files)
}
