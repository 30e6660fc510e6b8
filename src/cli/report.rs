//! `cadbench report`: tables, charts and the page of results, from the stored runs alone.

use std::path::{Path, PathBuf};

use super::{Outcome, pages};
use crate::Result;
use crate::experiment::{self, Overrides};
use crate::runner::project;
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Experiment files (default: all of experiments/)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    overrides: Overrides,
}

/// Runs the command.
///
/// # Errors
/// When an experiment cannot be read or a file cannot be written.
pub fn report(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let plan = experiment::read_with(&project::experiment_files(&arguments.files)?, &arguments.overrides)?;
    for file in pages::write(&plan.experiments, results, &arguments.overrides)? {
        out::line(file.display());
    }
    Ok(Outcome::Done)
}
