//! A run that is killed goes on from its last checkpoint and ends with the same row, to the bit.

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use support::tiny::{run_folder, wait_until};

/// A run, and the generated data that it needs.
struct Case {
    card: &'static str,
    /// What makes the card's set small.
    fewer: [(&'static str, &'static str); 2],
    name: &'static str,
    experiment: &'static str,
}

const SEGMENTATION: Case = Case {
    card: include_str!("../datasets/streets.yaml"),
    fewer: [("train: 400", "train: 6"), ("val: 100", "val: 3")],
    name: "streets",
    experiment: EXPERIMENT,
};

const CLASSIFICATION: Case = Case {
    card: include_str!("../datasets/things.yaml"),
    fewer: [("train: 2000", "train: 20"), ("val: 500", "val: 10")],
    name: "things",
    experiment: "
title: A run that is killed
task: classification
data: {card: things, train: {split: train}, val: {split: val}}
augmentation: {resized_crop: {size: [64, 64], area: [0.5, 1]}, jitter: {brightness: 0.3}}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: classifier}}
training: {steps: 30, batch: 4, learning_rate: 0.05, validate_every: 5}
evaluation: {checkpoint: best}
seeds: [7]
variants:
  edges:
    downsampling: {kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: edges, threshold: 1.0, width: 3}}
",
};

const EXPERIMENT: &str = "
title: A run that is killed
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128], flip: true}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 30, batch: 2, learning_rate: 0.05, validate_every: 5}
evaluation: {checkpoint: best}
seeds: [7]
variants:
  edges:
    downsampling: {kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: edges, threshold: 1.0, width: 3}}
";

/// A project with a small generated data set.
fn project(case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let mut small = case.card.to_owned();
    for (all, few) in case.fewer {
        assert!(small.contains(all), "the card names its generator");
        small = small.replace(all, few);
    }
    write(&format!("datasets/{}.yaml", case.name), &small);
    write("experiments/kill.yaml", case.experiment);
    assert!(program(folder.path(), &["data", "generate", case.name]).status().unwrap().success());
    folder
}

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn run(folder: &Path, results: &str, more: &[&str]) -> Command {
    let mut command = program(folder, &["run", "experiments/kill.yaml", "--results", results]);
    command.args(more);
    command
}

/// The parts of the row that a configuration decides.
fn deterministic(folder: &Path, results: &str) -> (serde_json::Value, serde_json::Value) {
    let row = std::fs::read(run_folder(folder, results).join("row.json")).unwrap();
    let mut row: serde_json::Value = serde_json::from_slice(&row).unwrap();
    (row["accuracy"].take(), row["cost"].take())
}

#[test]
fn a_killed_segmentation_ends_with_the_row_of_an_undisturbed_one() {
    a_killed_run_ends_with_the_row_of_an_undisturbed_one(&SEGMENTATION);
}

#[test]
fn a_killed_classification_ends_with_the_row_of_an_undisturbed_one() {
    a_killed_run_ends_with_the_row_of_an_undisturbed_one(&CLASSIFICATION);
}

fn a_killed_run_ends_with_the_row_of_an_undisturbed_one(case: &Case) {
    let project = project(case);
    let folder = project.path();
    assert!(run(folder, "whole", &[]).status().unwrap().success());

    let mut killed = run(folder, "killed", &[]).spawn().unwrap();
    let has_checkpoint = || {
        let runs = folder.join("killed/runs");
        runs.is_dir()
            && std::fs::read_dir(runs).unwrap().count() == 1
            && run_folder(folder, "killed").join("last.safetensors").exists()
    };
    wait_until(has_checkpoint);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!run_folder(folder, "killed").join("row.json").exists(), "it was killed before its end");

    assert!(run(folder, "killed", &["--threads", "1"]).status().unwrap().success());
    assert_eq!(deterministic(folder, "killed"), deterministic(folder, "whole"));

    // Once more from the start, by force: the same again, and not from the old checkpoint.
    assert!(run(folder, "killed", &["--force"]).status().unwrap().success());
    assert_eq!(deterministic(folder, "killed"), deterministic(folder, "whole"));
    let log = std::fs::read_to_string(run_folder(folder, "killed").join("log.jsonl")).unwrap();
    assert_eq!(log.lines().filter(|line| line.contains("\"event\":\"step\"")).count(), 30);
}
