//! A run's log: one JSON object per line, in the order of the steps.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Context, Result};
use crate::files::{self, write_whole};

/// What a run tells on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// An optimiser step.
    Step {
        /// Counted from 1.
        step: usize,
        /// Mean loss of the step's images, in nats; finite, since a run whose loss is no number ends with an error.
        loss: f64,
        /// The head's learning rate in this step.
        learning_rate: f64,
        /// Wall-clock time since the start of training, in seconds.
        seconds: f64,
    },
    /// A validation between two steps.
    Validation {
        /// Optimiser steps done.
        step: usize,
        /// The metrics of the run's task by name.
        #[serde(flatten)]
        scores: BTreeMap<String, f64>,
    },
}

impl Event {
    /// Optimiser steps done when it happened.
    pub fn step(&self) -> usize {
        match self {
            Event::Step { step, .. } | Event::Validation { step, .. } => *step,
        }
    }
}

/// An open log.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    /// Seconds of the last step that was kept; 0 without one.
    until: f64,
}

impl Log {
    /// Keeps the entries up to the step `after`, but for a validation that is still due, and goes on behind them.
    pub(super) fn open(path: PathBuf, after: usize, validation_due: bool) -> Result<Log> {
        let is_due = |event: &Event| {
            validation_due && matches!(event, Event::Validation { step, .. } if *step == after)
        };
        let is_kept = |event: &Event| after > 0 && event.step() <= after && !is_due(event);
        let kept: Vec<Event> = read(&path)?.into_iter().filter(is_kept).collect();
        let lines: Result<Vec<String>> = kept.iter().map(|event| line(event, &path)).collect();
        write_whole(&path, lines?.concat().as_bytes())?;
        let file =
            File::options().append(true).open(&path).context("the log cannot be opened", path.display())?;
        let seconds = |event: &Event| match event {
            Event::Step { seconds, .. } => Some(*seconds),
            Event::Validation { .. } => None,
        };
        let until = kept.iter().rev().find_map(seconds).unwrap_or_default();
        Ok(Log { path, file, until })
    }

    /// The time of the last step in it when it was opened, in seconds since the start of training; 0 without one.
    pub fn until(&self) -> f64 {
        self.until
    }

    /// Appends an entry, in one write, so that a kill damages the last line at most.
    ///
    /// # Errors
    /// When the file cannot be written, as on a full disk.
    pub fn write(&mut self, event: &Event) -> Result<()> {
        let line = line(event, &self.path)?;
        self.file.write_all(line.as_bytes()).context("the log cannot be written", self.path.display())
    }
}

fn line(event: &Event, path: &Path) -> Result<String> {
    let object = serde_json::to_string(event).context("the log cannot be written", path.display())?;
    Ok(object + "\n")
}

/// The readable lines; a damaged one is what a kill or a bad disk left of an entry, and the log is only an account of the
/// way to the row.
pub(super) fn read(path: &Path) -> Result<Vec<Event>> {
    match files::read(path) {
        Ok(bytes) => {
            let lines = bytes.split(|&byte| byte == b'\n');
            Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e).context("the log cannot be read", path.display()),
    }
}
