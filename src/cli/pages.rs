//! The pages of results, as `report` and `run` write them.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::experiment::Experiment;
use crate::report::{ExperimentInfo, panel, report};
use crate::results::Store;

/// Writes the report on some experiments; returns the files.
///
/// # Errors
/// When the rows cannot be listed, or a file cannot be written.
pub fn write(experiments: &[Experiment], results: &Path) -> Result<Vec<PathBuf>> {
    let store = Store::new(results);
    for problem in panel::panels(experiments, &store, results) {
        eprintln!("warning: no picture for the page: {problem}");
    }
    let experiments: Vec<ExperimentInfo> =
        experiments.iter().map(|one| ExperimentInfo::new(one, &store)).collect();
    let written = report(&store, &experiments, results)?;
    for problem in &written.problems {
        eprintln!("warning: {problem}");
    }
    if written.files.is_empty() {
        println!("no finished runs of these experiments in {}", results.display());
    }
    Ok(written.files)
}
