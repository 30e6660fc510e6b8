//! A run that is disturbed at any moment (training, evaluation, while its row, tables or pages are written) ends, when it is
//! started again, with what an undisturbed one gives: no torn file, no lock that blocks.
#![cfg(unix)]

mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use cadbench::random::mix;
use support::project::project;
use support::tiny::{EVERY_STEP, decided, end, files_below, run, signal, start};

const EXPERIMENT: &str = "
title: A run that is disturbed
task: segmentation
data: {card: streets, resize: [32, 64], train: {split: train}, val: {split: val}}
augmentation: {crop: [32, 64], flip: true}
network: {backbone: {kind: resnet, depth: 18, width: 0.0625}, head: {kind: fcn}}
training: {steps: 12, batch: 2, learning_rate: 0.2, validate_every: 4}
evaluation: {checkpoint: best}
seeds: [7]
variants:
  edges:
    downsampling: {kind: adaptive, fine: 8, coarse: 16, block: 2, mask: {kind: edges, threshold: 1.0, width: 3}}
";

/// Disturbances of one run at most; it is left alone behind them.
const PER_RUN: u64 = 3;
/// Columns of tables that a configuration decides.
const DECIDED: [&str; 7] =
    ["variant", "seed", "config_hash", "miou", "pixel_accuracy", "macs_total", "final_loss"];

#[test]
fn runs_that_are_disturbed_at_random_moments_end_as_undisturbed_ones() {
    disturbed_runs(5, 1);
}

#[test]
#[ignore = "takes minutes"]
fn fifty_runs_that_are_disturbed_at_random_moments_end_as_undisturbed_ones() {
    disturbed_runs(50, 2);
}

fn disturbed_runs(tries: u64, seed: u64) {
    let project = project(EXPERIMENT);
    let folder = project.path();
    let begin = Instant::now();
    let (code, told) = end(start(&mut run(folder, "whole", &[])));
    assert_eq!(code, Some(0), "{told}");
    let length = begin.elapsed();
    let expected = (decided(folder, "whole"), tables(folder, "whole"));
    let mut disturbances = 0;
    for number in 0..tries {
        let (results, draws) = (format!("try-{number}"), mix(seed, number));
        for disturbance in 0..=draws % PER_RUN {
            let draw = mix(draws, disturbance);
            disturb(folder, &results, length.mul_f64(1.05 * (draw >> 32) as f64 / f64::from(u32::MAX)), draw);
            disturbances += 1;
        }
        let (code, told) = end(start(&mut run(folder, &results, &[])));
        assert_eq!(code, Some(0), "try {number}: {told}");
        assert!(!told.contains("another process"), "try {number}, a lock was left: {told}");
        assert!(!told.contains("is broken"), "try {number}, a checkpoint was torn: {told}");
        assert!((decided(folder, &results), tables(folder, &results)) == expected, "try {number}: {told}");
    }
    println!("{tries} runs, {disturbances} disturbances, each within {length:?}: none lost anything");
}

/// Starts the run and sends it a signal after a while.
fn disturb(folder: &Path, results: &str, after: Duration, draw: u64) {
    let child = start(run(folder, results, &[]).env(EVERY_STEP.0, EVERY_STEP.1));
    std::thread::sleep(after);
    let name = ["KILL", "TERM", "INT"][(draw % 3) as usize];
    signal(&child, name);
    let (code, told) = end(child);
    // None: the signal ended it itself, as outside of a training; 0: it was done before the signal.
    assert!([None, Some(0), Some(130), Some(143)].contains(&code), "SIG{name} {after:?}: {code:?} {told}");
}

/// The decided columns of the table of runs, and the names of all files that a report writes.
fn tables(folder: &Path, results: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let results = folder.join(results);
    let text = std::fs::read_to_string(results.join("tables/small.runs.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let places: Vec<usize> =
        DECIDED.iter().map(|name| head.iter().position(|column| column == name).expect(name)).collect();
    let decided = lines.map(|line| places.iter().map(|&place| line[place].clone()).collect()).collect();
    let written = files_below(&results).into_iter().filter(|path| !path.starts_with(results.join("runs")));
    let names = written.map(|path| path.strip_prefix(&results).unwrap().display().to_string());
    (decided, names.filter(|name| !name.contains("/.") && !name.starts_with('.')).collect())
}
