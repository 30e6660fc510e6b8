//! A run that starts from the weights of another one, and hardly learns, finds what that one found.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const CARD: &str = include_str!("../datasets/streets.yaml");

const FIRST: &str = "
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 6, batch: 2, learning_rate: 0.05, validate_every: 6}
seeds: [7]
variants: {os16: {downsampling: {kind: regular, output_stride: 16}}}
";

/// Rates so small that no parameter changes, and running statistics that stay as they are.
const SECOND: &str = "
extends: first.yaml
network: {weights: {file: $PRETRAINED/last.safetensors, part: all}}
training: {steps: 1, learning_rate: 1.0e-30, minimum_rate: 0, batch_norm_momentum: 0}
";

/// No training at all.
const THIRD: &str = "
extends: first.yaml
network: {weights: {file: $PRETRAINED/last.safetensors, part: all}}
training: none
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What the program prints; `pretrained` is the folder in the variable.
fn program(folder: &Path, pretrained: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(arguments).current_dir(folder).env("PRETRAINED", pretrained);
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// The folder and the row of an experiment's only run.
fn run(folder: &Path, pretrained: &Path, name: &str) -> (std::path::PathBuf, Value, String) {
    let told = program(folder, pretrained, &["run", &format!("experiments/{name}.yaml"), "--results", name]);
    let runs = std::fs::read_dir(folder.join(name).join("runs")).unwrap();
    let run = runs.map(|run| run.unwrap().path()).find(|run| run.is_dir()).unwrap();
    let row = serde_json::from_slice(&std::fs::read(run.join("row.json")).unwrap()).unwrap();
    (run, row, told)
}

#[test]
fn a_run_starts_from_a_weights_file_and_its_row_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let small = CARD.replace("train: 400", "train: 6").replace("val: 100", "val: 3");
    write(folder, "datasets/streets.yaml", &small);
    write(folder, "experiments/first.yaml", FIRST);
    write(folder, "experiments/second.yaml", SECOND);
    write(folder, "experiments/third.yaml", THIRD);
    program(folder, folder, &["data", "generate", "streets"]);

    let (checkpoint, first, _) = run(folder, folder, "first");
    let (_, second, told) = run(folder, &checkpoint, "second");
    let (_, third, _) = run(folder, &checkpoint, "third");
    for score in ["miou", "pixel_accuracy", "class_iou"] {
        assert_eq!(first["accuracy"][score], second["accuracy"][score], "{score}");
        assert_eq!(first["accuracy"][score], third["accuracy"][score], "{score} without training");
    }
    let untrained = [&third["accuracy"]["step"], &third["speed"]["training_seconds"]];
    assert!(untrained.iter().all(|value| value.is_null()), "{third}");
    assert!(third["provenance"]["data"]["train"].is_null(), "no training image is read");
    let bytes = std::fs::read(checkpoint.join("last.safetensors")).unwrap();
    let fingerprint = blake3::hash(&bytes).to_hex()[..16].to_owned();
    assert_eq!(second["provenance"]["data"]["weights"], fingerprint);
    assert_eq!(first["provenance"]["data"].get("weights"), None);
    assert!(
        told.contains("starts from ") && !told.contains("not used: "),
        "velocities are no weights: {told}"
    );
}
