//! Settings from the command line, from the plan to the stored run and its tables; and its curves for TensorBoard.

mod support;

use std::path::{Path, PathBuf};

use support::project::{program, project};

const EXPERIMENT: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 400, batch: 2, learning_rate: 0.05}
seeds: [1]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os16: {downsampling: {kind: regular, output_stride: 16}}
";

const SET: [&str; 2] = ["--set", "training.steps=3"];

fn call(folder: &Path, command: &str, more: &[&str]) -> String {
    let (code, told) = program(folder, &[&[command, "experiments/small.yaml"], &SET[..], more].concat());
    assert_eq!(code, Some(0), "{told}");
    told
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_run_is_done_and_stored_as_it_was_set_and_leaves_the_tables_of_the_file_alone() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let resolved = call(folder, "plan", &["--resolved"]);
    assert_eq!(resolved.matches("  steps: 3\n").count(), 2, "{resolved}");
    assert!(call(folder, "plan", &[]).contains("set on the command line: training.steps=3"));

    let told = call(folder, "run", &["--variant", "os16", "--tensorboard", "curves"]);
    assert!(told.contains("results/overridden/README.md"), "{told}");
    let results = folder.join("results");
    assert!(results.join("overridden/tables/small.runs.csv").exists());
    assert!(!results.join("tables").exists() && !results.join("README.md").exists());
    // The lock of the report lies beside the folders.
    let runs: Vec<PathBuf> = files(&results.join("runs")).into_iter().filter(|run| run.is_dir()).collect();
    let [run] = &runs[..] else { panic!("one run is stored") };
    assert!(std::fs::read_to_string(run.join("config.yaml")).unwrap().contains("steps: 3\n"));

    let curves = folder.join("curves/small/os16/1");
    let [live] = &files(&curves)[..] else { panic!("one event file") };
    let live = std::fs::read(live).unwrap();
    assert!(
        call(folder, "run", &["--variant", "os16", "--tensorboard", "curves"]).contains("finished before")
    );
    let [again] = &files(&curves)[..] else { panic!("one event file") };
    assert_eq!(std::fs::read(again).unwrap().len(), live.len(), "the log has what was written on the way");
}
