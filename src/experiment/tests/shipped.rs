//! Every experiment that the repository ships reads.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::read;

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("experiments");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|ending| ending == "yaml")).collect()
}

#[test]
fn every_shipped_experiment_reads_and_the_runs_of_each_are_distinct() {
    let files = shipped();
    assert!(files.len() >= 2, "experiments/ is empty");
    let plan = read(&files).unwrap_or_else(|error| panic!("{error}"));
    for experiment in &plan.experiments {
        let hashes: HashSet<&str> = experiment.runs.iter().map(|run| run.hash.as_str()).collect();
        assert_eq!(hashes.len(), experiment.runs.len(), "{}", experiment.name);
    }
    assert!(plan.runs().all(|run| run.name().split('/').count() == 3));
}
