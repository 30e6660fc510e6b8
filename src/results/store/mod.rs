//! Where runs are kept: `results/runs/<hash of the configuration>/`, one folder per run, with its
//! configuration, log, checkpoints and, once it is finished, its row.

mod diverged;
mod folder;
mod inputs;
mod log;
mod read;
mod report_lock;
mod seal;
mod sources;
mod stored;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use diverged::Diverged;
pub use folder::RunFolder;
pub use log::{Event, Log};
pub use report_lock::ReportLock;
pub use sources::RunSource;
pub use stored::{State, StoredRun};

use super::Row;
use crate::error::{Context, Error, Result};
use crate::files::make_folder;

const ROW: &str = "row.json";
const LOG: &str = "log.jsonl";
const CONFIG: &str = "config.yaml";

/// All runs under one root. Several processes may use it at once.
#[derive(Debug, Clone)]
pub struct Store {
    runs: PathBuf,
}

/// What [`Store::load_all`] found.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Rows of finished runs, ordered by experiment, variant, seed and hash.
    pub rows: Vec<Row>,
    /// One error per row that cannot be read; it names the file.
    pub problems: Vec<Error>,
}

impl Store {
    /// The store under `results` (usually `results/`); nothing is made before a run is claimed.
    pub fn new(results: &Path) -> Store {
        Store { runs: results.join("runs") }
    }

    /// The folder of a run, there or not. A hash is made of letters, digits, `-` and `_`.
    ///
    /// # Errors
    /// When the text is no such hash.
    pub fn path(&self, hash: &str) -> Result<PathBuf> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if hash.is_empty() || !hash.chars().all(plain) {
            return Err(Error::new(format!("`{hash}` is no configuration's hash")).at(self.runs.display()));
        }
        Ok(self.runs.join(hash))
    }

    /// Whether the run has a readable row; a damaged one makes it a run to repeat.
    pub fn is_finished(&self, hash: &str) -> bool {
        self.row(hash).is_ok_and(|row| row.is_some())
    }

    /// Takes a run for this process, until the folder is dropped or the process ends, however it ends;
    /// `None` when another process has it. Ask [`Store::is_finished`] again afterwards: the other one may
    /// just have finished it.
    ///
    /// # Errors
    /// When the hash is none, or the folder cannot be made or its file cannot be locked.
    pub fn claim(&self, hash: &str) -> Result<Option<RunFolder>> {
        let path = self.path(hash)?;
        make_folder(&path)?;
        RunFolder::lock(path)
    }

    /// Every row. Runs without one are not finished and are passed over; so is whatever else lies there.
    ///
    /// # Errors
    /// When the folders cannot be listed. A row that cannot be read is among the problems instead.
    pub fn load_all(&self) -> Result<Loaded> {
        let mut loaded = Loaded::default();
        for hash in self.hashes()? {
            match self.row(&hash) {
                Ok(row) => loaded.rows.extend(row),
                Err(problem) => loaded.problems.push(problem),
            }
        }
        let key = |row: &Row| {
            let id = &row.identity;
            (id.experiment.clone(), id.variant.clone(), id.seed, id.config_hash.clone())
        };
        loaded.rows.sort_by_cached_key(key);
        loaded.problems.sort_by_key(|problem| problem.to_string());
        Ok(loaded)
    }

    /// The names of all runs' folders, whatever state the runs are in.
    fn hashes(&self) -> Result<Vec<String>> {
        let entries = match std::fs::read_dir(&self.runs) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e).context("the runs cannot be listed", self.runs.display()),
        };
        let mut hashes = Vec::new();
        for entry in entries {
            let entry = entry.context("the runs cannot be listed", self.runs.display())?;
            let name = entry.file_name();
            let hash = name.to_str().filter(|hash| self.path(hash).is_ok() && entry.path().is_dir());
            hashes.extend(hash.map(str::to_owned));
        }
        hashes.sort();
        Ok(hashes)
    }

    /// What a run logged so far, oldest first; nothing when it has no log.
    ///
    /// # Errors
    /// When the hash is none, or the log cannot be read; lines that a kill damaged are passed over.
    pub fn events(&self, hash: &str) -> Result<Vec<Event>> {
        log::read(&self.path(hash)?.join(LOG))
    }
}
