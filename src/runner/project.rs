//! Where things lie in a project: cards under `datasets/`, experiments under `experiments/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::data::Card;
use crate::experiment::{Run, Settings};
use crate::metrics::Task;
use crate::weights::locate;
use crate::yaml::{self, did_you_mean};
use crate::{Error, Result};

/// The folder that the program runs in.
pub fn root() -> &'static Path {
    Path::new(".")
}

/// The card of a data set.
///
/// # Errors
/// When there is no such card, or it cannot be read.
pub fn card(name: &str) -> Result<Card> {
    let file = root().join("datasets").join(format!("{name}.yaml"));
    if file.exists() {
        return Card::load(&file);
    }
    let files = card_files()?;
    let names: Vec<_> = files.iter().filter_map(|file| file.file_stem()?.to_str()).collect();
    let known = format!("the cards are {}", names.join(", "));
    let help = did_you_mean(name, names.iter().copied()).unwrap_or(known);
    Err(Error::new(format!("there is no data-set card `{name}`")).at(file.display()).help(help))
}

/// The files of all cards, sorted.
///
/// # Errors
/// When the folder cannot be listed.
pub fn card_files() -> Result<Vec<PathBuf>> {
    yaml::files_in(&root().join("datasets"))
}

/// The data set of a run: its card, with the classes that the run chooses.
///
/// # Errors
/// As [`card`], and when the data set does not fit the task or has no such class.
pub fn card_of(settings: &Settings) -> Result<Card> {
    let name = &settings.data.card;
    let card = card(name)?;
    let classified = card.layout.has_one_class_per_image();
    let sequences = card.layout.sequences().is_some();
    let (what, fits) = match settings.task {
        Task::Segmentation => ("a segmentation needs a class for every pixel", !classified && !sequences),
        Task::Classification => ("a classification needs one class for each image", classified),
        Task::Matching => ("matching needs sequences of images", sequences),
    };
    if !fits {
        return Err(Error::new(format!("{what}, and {} has none", card.title))
            .at(card.source().display())
            .help("choose another `task` or another `data: {card: …}`"));
    }
    match &settings.data.classes {
        Some(classes) => card.of_classes(classes),
        None => Ok(card),
    }
}

/// Every weights file that some runs start from, and where it lies.
pub fn weights<'a>(runs: impl IntoIterator<Item = &'a Run>) -> BTreeMap<&'a Path, Result<PathBuf>> {
    let named = runs.into_iter().filter_map(|run| run.settings.network.weights.as_ref()?.file.as_deref());
    named.map(|file| (file, locate(file, root()))).collect()
}

/// What an experiment needs and this machine lacks: its data, or weights that its runs start from.
///
/// # Errors
/// When the card cannot be read or does not fit the task.
pub fn missing(runs: &[&Run]) -> Result<Option<Error>> {
    let Some(first) = runs.first() else { return Ok(None) };
    let data = card_of(&first.settings)?.root(root()).err().map(Error::from);
    let weights = weights(runs.iter().copied()).into_values().filter_map(Result::err);
    Ok(Error::several(data.into_iter().chain(weights).collect()))
}

/// Were the images of a data set made by this program?
pub fn is_generated(settings: &Settings) -> bool {
    card(&settings.data.card).is_ok_and(|card| card.generator.is_some())
}

/// Experiment files as they were named, or all of the project's.
///
/// # Errors
/// When the folder cannot be listed.
pub fn experiment_files(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if named.is_empty() { yaml::files_in(&root().join("experiments")) } else { Ok(named.to_vec()) }
}
