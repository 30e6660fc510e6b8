//! Where things lie in a project: cards under `datasets/`, experiments under `experiments/`.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::data::Card;
use crate::error::Context;

/// The folder that the program runs in.
pub fn root() -> &'static Path {
    Path::new(".")
}

/// The card of a data set.
///
/// # Errors
/// When there is no such card, or it cannot be read.
pub fn card(name: &str) -> Result<Card> {
    Card::load(&PathBuf::from("datasets").join(format!("{name}.yaml")))
}

/// The YAML files of a folder, sorted.
///
/// # Errors
/// When the folder cannot be listed.
pub fn yaml_files(folder: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).context("the folder cannot be listed", folder)?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    files.sort();
    Ok(files)
}
