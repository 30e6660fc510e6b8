//! The YAML files of a folder.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::error::Context;

/// The files of a folder whose names end in `.yaml`, sorted.
///
/// # Errors
/// When the folder cannot be listed.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let what = "the folder cannot be listed";
    let entries = std::fs::read_dir(folder).context(what, folder.display())?;
    let paths: Result<Vec<PathBuf>> =
        entries.map(|entry| entry.map(|entry| entry.path()).context(what, folder.display())).collect();
    let mut files: Vec<PathBuf> =
        paths?.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    files.sort();
    Ok(files)
}
