//! What experiments read: data sets, their own files, and weights.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Finding, State};
use crate::data::{Card, Missing, MissingReason};
use crate::experiment::{Experiment, read};
use crate::weights::locate;
use crate::{Error, Result, yaml};

/// What shows all that is wrong in an experiment.
const HELP: &str = "`cadbench plan FILE` shows the place and what to do";

/// Which files can be taken.
const HELP_WEIGHTS: &str = "docs/weights.md tells which formats and names are understood";

/// One finding for each card under `datasets/`.
pub fn data(root: &Path) -> Vec<Finding> {
    let files = match files(root, "datasets") {
        Ok(files) => files,
        Err(finding) => return vec![finding],
    };
    let each = files.iter().map(|(name, file)| match Card::load(file) {
        Err(error) => wrong(format!("data {name}"), &error),
        Ok(card) => match card.root(root) {
            Ok(folder) => Finding::new(
                format!("data {name}"),
                State::Ok,
                in_project(&folder, root).display().to_string(),
            ),
            Err(missing) => lacking(name, &card, &missing),
        },
    });
    each.collect()
}

/// A path as seen from the project's folder.
fn in_project<'a>(path: &'a Path, root: &Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn lacking(name: &str, card: &Card, missing: &Missing) -> Finding {
    let (state, detail) = match &missing.reason {
        MissingReason::Unset { variable } => (State::Missing, format!("set {variable} to its folder")),
        MissingReason::NoFolder { variable, folder } => {
            (State::Wrong, format!("{variable} names {}, which is no folder", folder.display()))
        }
        MissingReason::NotMade { .. } if card.generator.is_some() => {
            (State::Missing, format!("`cadbench data generate {name}` makes it"))
        }
        MissingReason::NotMade { folder } => {
            (State::Missing, format!("there is no folder {}", folder.display()))
        }
    };
    Finding::new(format!("data {name}"), state, detail).with_help(&missing.get)
}

/// One finding for the files under `experiments/`, one for each that cannot be read, and one for each weights file that the
/// others name.
pub fn experiments(root: &Path) -> Vec<Finding> {
    let files = match files(root, "experiments") {
        Ok(files) => files,
        Err(finding) => return vec![finding],
    };
    let mut bad = Vec::new();
    let mut named: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for (name, file) in &files {
        match read(std::slice::from_ref(file)) {
            Ok(plan) => plan.experiments.iter().for_each(|experiment| weights_of(experiment, &mut named)),
            Err(error) => bad.push(wrong(format!("experiment {name}"), &error).with_help(HELP)),
        }
    }
    let good = files.len() - bad.len();
    let mut findings = vec![Finding::new("experiments", State::Ok, format!("{good} can be read"))];
    findings.append(&mut bad);
    findings.extend(named.iter().map(|(file, experiments)| {
        let users = experiments.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        weights(&users, locate(file, root))
    }));
    findings
}

fn weights_of(experiment: &Experiment, named: &mut BTreeMap<PathBuf, BTreeSet<String>>) {
    for run in &experiment.runs {
        if let Some(file) = run.settings.network.weights.as_ref().and_then(|weights| weights.file.clone()) {
            named.entry(file).or_default().insert(experiment.name.clone());
        }
    }
}

fn weights(users: &str, located: Result<PathBuf>) -> Finding {
    match located {
        Ok(path) => Finding::new("weights", State::Ok, format!("{} ({users})", path.display())),
        Err(error) => {
            let what = error.advice().unwrap_or(error.what()).to_owned();
            Finding::new("weights", State::Missing, format!("{what} ({users})")).with_help(HELP_WEIGHTS)
        }
    }
}

fn wrong(name: String, error: &Error) -> Finding {
    Finding::new(name, State::Wrong, error.what())
}

/// The YAML files of a folder of the project, each with its name without the ending.
fn files(root: &Path, folder: &str) -> Result<Vec<(String, PathBuf)>, Finding> {
    let files = yaml::files_in(&root.join(folder)).map_err(|error| wrong(format!("{folder}/"), &error))?;
    let named = |file: PathBuf| (file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), file);
    Ok(files.into_iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    fn lines(findings: &[Finding], folder: &Path) -> String {
        let line = |one: &Finding| format!("{} {}: {}\n", one.state.word(), one.name, one.detail);
        findings.iter().map(line).collect::<String>().replace(folder.to_str().unwrap(), "ROOT")
    }

    #[test]
    fn every_card_says_where_its_data_is_or_what_to_do() {
        let card = |root: &str, more: &str| {
            format!(
                "title: T\nroot: {root}\nlayout: {{kind: image-label-folders, images: images, labels: labels}}\n\
                 splits: [val]\nlicence: none\nget: >-\n  Ask\n  somebody.\nclasses: [{{name: a, id: 0, colour: [0, 0, 0]}}]\n{more}"
            )
        };
        let folder = project(&[
            ("datasets/a.yaml", &card("{path: here}", "")),
            ("here/x", ""),
            ("datasets/b.yaml", &card("{env: CADBENCH_TEST_NEVER_SET}", "")),
            ("datasets/c.yaml", &card("{path: gone}", "")),
            ("datasets/d.yaml", &card("{path: gone}", "generator: {kind: streets}")),
            ("datasets/e.yaml", "title: T"),
        ]);
        let found = data(folder.path());
        insta::assert_snapshot!(lines(&found, folder.path()), @"
        ok data a: here
        missing data b: set CADBENCH_TEST_NEVER_SET to its folder
        missing data c: there is no folder gone
        missing data d: `cadbench data generate d` makes it
        wrong data e: missing field `root`
        ");
        assert_eq!(found[1].help.as_deref(), Some("Ask somebody."));
        let nothing = project(&[]);
        assert_eq!(data(nothing.path()).len(), 1, "a project without cards");
    }

    #[test]
    fn weights_are_named_with_the_experiments_that_start_from_them() {
        let found = Ok(PathBuf::from("w/r.pth"));
        let missing = locate(Path::new("$CADBENCH_TEST_NEVER_SET/r.pth"), Path::new("."));
        let findings = [weights("a, b", found), weights("a", missing)];
        insta::assert_snapshot!(lines(&findings, Path::new("ROOT")), @"
        ok weights: w/r.pth (a, b)
        missing weights: set CADBENCH_TEST_NEVER_SET to the folder that holds r.pth (a)
        ");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_and_the_others_are_counted() {
        let folder = project(&[("experiments/a.yaml", "title: [")]);
        insta::assert_snapshot!(lines(&experiments(folder.path()), folder.path()), @"
        ok experiments: 0 can be read
        wrong experiment a: not valid YAML: while parsing a node, did not find expected node content
        ");
    }
}
