//! Which experiment files asked for a run: what no file asks for any more may be removed, anything else not.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Store;
use crate::error::{Context, Result};
use crate::files::{self, fingerprint, make_folder, write_whole};

/// How the files begin that name a source each, so that two processes never write the same one.
pub(super) const SOURCE: &str = "asked-";

/// An experiment file, with what the command line set in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunSource {
    /// As it was named.
    pub file: PathBuf,
    /// Where that was, from the root of the file system.
    pub at: PathBuf,
    /// What `--set` said, in order.
    pub set: Vec<String>,
}

impl RunSource {
    /// A file as it is named here.
    pub fn new(file: &Path, set: impl IntoIterator<Item = String>) -> Self {
        let at = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        RunSource { file: file.to_owned(), at, set: set.into_iter().collect() }
    }

    /// Where the file is now: where it was, or under its name from here, as in a project that was moved.
    pub fn found(&self) -> Option<&Path> {
        [&self.at, &self.file].into_iter().find(|path| path.is_file()).map(PathBuf::as_path)
    }
}

impl Store {
    /// Notes who asks for a run.
    ///
    /// # Errors
    /// When the hash is none, or the run's folder cannot be written.
    pub fn note_source(&self, hash: &str, source: &RunSource) -> Result<()> {
        let folder = self.path(hash)?;
        let text = serde_json::to_string_pretty(source)
            .context("the run's experiment cannot be noted", folder.display())?;
        let name = format!("{SOURCE}{}.json", fingerprint(&blake3::hash(text.as_bytes())));
        if folder.join(&name).is_file() {
            return Ok(());
        }
        make_folder(&folder)?;
        write_whole(&folder.join(name), text.as_bytes())
    }

    /// Who asked for a run; none where nothing tells, as before this was noted.
    ///
    /// # Errors
    /// When the hash is none.
    pub fn sources(&self, hash: &str) -> Result<Vec<RunSource>> {
        let Ok(entries) = std::fs::read_dir(self.path(hash)?) else { return Ok(Vec::new()) };
        let noted = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(SOURCE))
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(noted);
        let read = |path: PathBuf| serde_json::from_slice(&files::read(&path).ok()?).ok();
        let mut sources: Vec<RunSource> = paths.filter_map(read).collect();
        sources.sort();
        Ok(sources)
    }

    /// Who asked for any run, each once.
    ///
    /// # Errors
    /// When the runs cannot be listed.
    pub fn all_sources(&self) -> Result<Vec<RunSource>> {
        let mut all = Vec::new();
        for hash in self.hashes()? {
            all.extend(self.sources(&hash)?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}
