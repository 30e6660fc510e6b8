//! The pages of results, as `report` and `run` write them.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::experiment::{Experiment, Overrides};
use crate::files::sweep;
use crate::report::{ExperimentInfo, panel, report};
use crate::results::Store;
use crate::runner::known;
use crate::text::out;

/// Below the results: what belongs to runs with settings from the command line, which are not those of the files.
const OVERRIDDEN: &str = "overridden";

/// Writes the report on some experiments; returns the files. Where settings are set on the command line, they go to a folder of
/// their own and leave the results of the files alone.
///
/// # Errors
/// When the rows cannot be listed, or a file cannot be written.
pub fn write(experiments: &[Experiment], results: &Path, overrides: &Overrides) -> Result<Vec<PathBuf>> {
    let store = Store::new(results);
    let folder = if overrides.is_empty() { results.to_owned() } else { results.join(OVERRIDDEN) };
    experiments.iter().try_for_each(|one| known::refuse_namesake(one, overrides, &store))?;
    let waits = || out::remark(format_args!("another process writes the report: waiting for it"));
    let _alone = store.lock_report(waits)?;
    ["", "tables", "charts", "panels"].iter().for_each(|part| sweep(&folder.join(part)));
    for problem in panel::panels(experiments, &store, &folder) {
        out::remark(format_args!("warning: no picture for the page: {problem}"));
    }
    let experiments: Vec<ExperimentInfo> =
        experiments.iter().map(|one| ExperimentInfo::new(one, &store)).collect();
    let written = report(&store, &experiments, &folder)?;
    for problem in &written.problems {
        out::remark(format_args!("warning: {problem}"));
    }
    if written.files.is_empty() {
        out::line(format_args!("no finished runs of these experiments in {}", results.display()));
    } else if !overrides.is_empty() {
        out::line(format_args!(
            "tables and charts of what --set says: {}; those of the files are as they were",
            folder.join("README.md").display()
        ));
    }
    Ok(written.files)
}
