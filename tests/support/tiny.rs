//! Experiments of seconds in a project of their own: started, signalled, killed, and held against an undisturbed run.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::project::write;

/// Seconds between checkpoints: none, so that each step has one.
pub const EVERY_STEP: (&str, &str) = ("CADBENCH_CHECKPOINT_SECONDS", "0");

/// A small ResNet for street scenes without what a test is about: `training`, `evaluation` and `seeds` follow.
pub const STREETS: &str = "
title: A run that is disturbed
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [32, 64], flip: true}
network: {backbone: {kind: resnet, depth: 18, width: 0.0625}, head: {kind: fcn}}
variants:
  edges:
    downsampling: {kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: edges, threshold: 1.0, width: 3}}
";

/// A project with `experiments/small.yaml` and a copy of the data that `data` made.
pub fn copy_of(data: &Path, experiment: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = data.join("datasets");
    for entry in files_below(&from) {
        let to = folder.path().join("datasets").join(entry.strip_prefix(&from).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&entry, to).unwrap();
    }
    write(folder.path(), "experiments/small.yaml", experiment);
    folder
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { found.extend(files_below(&entry)) } else { found.push(entry) }
    }
    found.sort();
    found
}

/// `run` of the small experiment into a folder of results; more arguments follow.
pub fn run(folder: &Path, results: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(["run", "experiments/small.yaml", "--results", results]).args(more).current_dir(folder);
    command
}

/// The same in the background, its output kept in `output`.
pub fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Exit code (`None` where a signal ended it) and everything that it printed.
pub fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// Sends a signal by its name, such as `TERM`; one that comes too late finds nobody.
pub fn signal(child: &Child, name: &str) {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{name}"), &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
}

/// Waits until something holds; a minute at most.
pub fn wait_until(holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "it took too long");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The folder of the only run.
pub fn run_folder(folder: &Path, results: &str) -> PathBuf {
    let runs = std::fs::read_dir(folder.join(results).join("runs")).unwrap();
    // The lock of the report lies beside the folders.
    runs.map(|run| run.unwrap().path()).find(|run| run.is_dir()).unwrap()
}

/// Lines of the only run's log; none before it begins.
pub fn logged(folder: &Path, results: &str) -> usize {
    let runs = folder.join(results).join("runs");
    if !runs.is_dir() || std::fs::read_dir(&runs).unwrap().count() == 0 {
        return 0;
    }
    std::fs::read_to_string(run_folder(folder, results).join("log.jsonl"))
        .map_or(0, |log| log.lines().count())
}

/// What a configuration decides of the only run: scores and costs, the log without times, and the weights' bits.
pub fn decided(folder: &Path, results: &str) -> (serde_json::Value, String, Vec<u8>) {
    let folder = run_folder(folder, results);
    let row = std::fs::read(folder.join("row.json")).unwrap();
    let row: serde_json::Value = serde_json::from_slice(&row).unwrap();
    let row = serde_json::json!([row["accuracy"], row["cost"]]);
    let log = std::fs::read_to_string(folder.join("log.jsonl")).unwrap();
    let without_times = |line: &str| {
        let mut event: serde_json::Value = serde_json::from_str(line).unwrap();
        event.as_object_mut().unwrap().remove("seconds");
        event.to_string() + "\n"
    };
    let log = log.lines().map(without_times).collect();
    let saved = cadbench::evaluate::checkpoint::load(&folder.join("last.safetensors")).unwrap();
    // A file's tensors are read in any order.
    let mut arrays = saved.arrays;
    arrays.sort_by(|one, two| one.name.cmp(&two.name));
    let values = arrays.iter().flat_map(|array| array.values.iter().flat_map(|value| value.to_le_bytes()));
    (row, log, values.collect())
}
