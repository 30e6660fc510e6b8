//! The mark of a run whose numbers became none.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{RunFolder, Store};
use crate::error::{Context, Result};
use crate::files::write_whole;
use crate::results::Data;

/// The file in a run's folder.
const FILE: &str = "diverged.json";

/// How a run ended that has no row, and would end so again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diverged {
    /// Optimiser steps before it.
    pub step: usize,
    /// The whole message: what is no number, of which layer, on which images.
    pub what: String,
    /// What it was made from: on other data it is worth another try.
    pub data: Data,
}

impl Store {
    /// The mark of a run; `None` where there is none that can be read, so that the run is tried again.
    ///
    /// # Errors
    /// When the hash is none.
    pub fn diverged(&self, hash: &str) -> Result<Option<Diverged>> {
        Ok(read(&self.path(hash)?))
    }
}

fn read(folder: &Path) -> Option<Diverged> {
    let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
    serde_json::from_str(&text).ok()
}

impl RunFolder {
    /// The mark of this run.
    pub fn diverged(&self) -> Option<Diverged> {
        read(self.path())
    }

    /// Marks the run.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_diverged(&self, mark: &Diverged) -> Result<()> {
        let path = self.path().join(FILE);
        let text = serde_json::to_string_pretty(mark).context("the mark cannot be kept", path.display())?;
        write_whole(&path, (text + "\n").as_bytes())
    }
}
