//! What lies in the store: finished runs, unfinished ones and damaged ones.

use std::path::Path;

use serde::Deserialize;

use crate::system::rfc3339;

use super::folder::LOCK;
use super::sources::SOURCE;
use super::{CONFIG, Diverged, Row, Store};
use crate::error::{Context, Error, Result};
use crate::files;

/// A run as the store holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRun {
    /// Hash of its configuration; the folder's name.
    pub hash: String,
    /// Names from its row or its configuration; empty where neither can be read.
    pub experiment: String,
    /// Name of the variant, from the same place.
    pub variant: String,
    /// From the same place; `None` where neither can be read.
    pub seed: Option<u64>,
    /// Whether it has a row, none yet, or a damaged one.
    pub state: State,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// With its row.
    Finished(Box<Row>),
    /// Training steps that its log tells of, and when something was last written (RFC 3339, UTC).
    Unfinished {
        /// Optimiser steps, as the log's last entry has them; 0 without a log.
        steps: usize,
        /// RFC 3339, UTC; `None` where the system does not tell.
        written: Option<String>,
    },
    /// Its numbers became none: it is not tried again but by force or on other data.
    Diverged(Diverged),
    /// Its row cannot be read.
    Damaged(Error),
}

impl State {
    /// In a word.
    pub fn word(&self) -> &'static str {
        match self {
            State::Finished(_) => "finished",
            State::Unfinished { .. } => "unfinished",
            State::Diverged(_) => "diverged",
            State::Damaged(_) => "damaged",
        }
    }
}

/// The names in a stored configuration.
#[derive(Deserialize)]
struct Names {
    experiment: String,
    variant: String,
    seed: u64,
}

impl Store {
    /// Every run that left something in the store, by experiment, variant, seed and hash. A folder with
    /// nothing but its lock is no run any more.
    ///
    /// # Errors
    /// When a folder cannot be listed, or the log of an unfinished run cannot be read.
    pub fn list(&self) -> Result<Vec<StoredRun>> {
        let mut runs = Vec::new();
        for hash in self.hashes()? {
            if holds_something(&self.path(&hash)?)? {
                runs.push(self.stored(hash)?);
            }
        }
        let key = |run: &StoredRun| (run.experiment.clone(), run.variant.clone(), run.seed, run.hash.clone());
        runs.sort_by_cached_key(key);
        Ok(runs)
    }

    /// Deletes what a run left: row, log, checkpoints, configuration. Its empty folder stays with the lock,
    /// so that a process which waits for it locks nothing that is gone.
    ///
    /// # Errors
    /// When another process works on the run, or a file cannot be deleted.
    pub fn remove(&self, hash: &str) -> Result<()> {
        let folder = self.claim(hash)?.ok_or_else(|| {
            Error::new(format!("another process works on the run {hash}"))
                .help("wait for it, or end it first")
        })?;
        folder.forget()
    }

    fn stored(&self, hash: String) -> Result<StoredRun> {
        let folder = self.path(&hash)?;
        let state = match self.row(&hash) {
            Ok(Some(row)) => State::Finished(Box::new(row)),
            Ok(None) => match self.diverged(&hash)? {
                Some(mark) => State::Diverged(mark),
                None => {
                    let steps = self.events(&hash)?.last().map_or(0, |event| event.step());
                    State::Unfinished { steps, written: written(&folder) }
                }
            },
            Err(problem) => State::Damaged(problem),
        };
        let names = match &state {
            State::Finished(row) => {
                let id = row.identity.clone();
                Some(Names { experiment: id.experiment, variant: id.variant, seed: id.seed })
            }
            // A configuration that cannot be read leaves the run nameless, not unlisted.
            _ => {
                files::read_text(&folder.join(CONFIG)).ok().and_then(|text| serde_yaml::from_str(&text).ok())
            }
        };
        let seed = names.as_ref().map(|names| names.seed);
        let (experiment, variant) = names.map(|names| (names.experiment, names.variant)).unwrap_or_default();
        Ok(StoredRun { hash, experiment, variant, seed, state })
    }
}

fn holds_something(folder: &Path) -> Result<bool> {
    let entries = std::fs::read_dir(folder).context("the folder cannot be listed", folder.display())?;
    // A name that is no text is none of this program's.
    let own = |entry: std::fs::DirEntry| {
        entry.file_name().to_str().is_some_and(|name| name != LOCK && !name.starts_with(SOURCE))
    };
    Ok(entries.filter_map(|entry| entry.ok()).any(own))
}

/// When a file of the folder was last written.
fn written(folder: &Path) -> Option<String> {
    let entries = std::fs::read_dir(folder).ok()?;
    let times = entries.filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok());
    Some(rfc3339(times.max()?))
}
