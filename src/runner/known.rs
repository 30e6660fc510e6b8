//! The experiments that a project knows: those in its folder, and files elsewhere that runs were made from.

use std::collections::BTreeSet;
use std::path::Path;

use super::project;
use crate::experiment::{self, Experiment, Overrides, Plan};
use crate::results::{RunSource, Store};
use crate::{Error, Result};

/// All of them, those of the project's folder first. A file elsewhere that is gone or wrong by now is passed over.
///
/// # Errors
/// When anything is wrong in the project's own files, or the runs cannot be listed.
pub fn plan(store: &Store) -> Result<Plan> {
    let files = project::experiment_files(&[])?;
    let own: BTreeSet<_> = files.iter().filter_map(|file| file.canonicalize().ok()).collect();
    let mut plan = experiment::read(&files)?;
    for source in store.all_sources()? {
        let is_own = |file: &Path| file.canonicalize().is_ok_and(|file| own.contains(&file));
        if source.found().is_some_and(|file| !source.set.is_empty() || !is_own(file)) {
            plan.experiments.extend(read(&source));
        }
    }
    Ok(plan)
}

/// Does a file that asked for a run still ask for it, as far as one can tell? A file that is there and wrong may.
pub fn may_ask(source: &RunSource, hash: &str) -> bool {
    let asks = |experiment: Experiment| experiment.runs.iter().any(|run| run.hash == hash);
    source.found().is_some() && read(source).is_none_or(asks)
}

fn read(source: &RunSource) -> Option<Experiment> {
    let overrides = Overrides::new(source.set.iter().cloned());
    experiment::read_with(&[source.found()?.to_owned()], &overrides).ok()?.experiments.pop()
}

/// Refuses an experiment whose tables would replace those of another file with the same name.
///
/// # Errors
/// When another file of that name, which is still there, made runs in this store.
pub fn refuse_namesake(experiment: &Experiment, overrides: &Overrides, store: &Store) -> Result<()> {
    let same = |other: &Path| match (other.canonicalize(), experiment.file.canonicalize()) {
        (Ok(other), Ok(own)) => other == own,
        _ => true,
    };
    let namesake = |source: &RunSource| {
        let file = source.found().filter(|_| source.set.is_empty() == overrides.is_empty())?;
        let is_called = file.file_stem().is_some_and(|name| name.to_string_lossy() == experiment.name);
        (is_called && !same(file)).then(|| file.to_owned())
    };
    match store.all_sources()?.iter().find_map(namesake) {
        None => Ok(()),
        Some(other) => Err(Error::new(format!("two experiment files are called `{}`", experiment.name))
            .at(experiment.file.display())
            .help(format!(
                "its tables would replace those of {}: rename one of the files, or keep the results apart with `--results DIR`",
                other.display()
            ))),
    }
}
