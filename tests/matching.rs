//! Matching as a person runs it: sequences are made, descriptors evaluated, tables and charts written.

mod support;

use std::path::Path;
use std::process::Command;

use cadbench::executor::Parameters;
use cadbench::grid::{Levels, Sides, Tables};
use cadbench::models::Model;
use cadbench::ops::Fast;
use support::evaluated;
use support::networks::{adaptive_from, descriptors, regular};

const CARD: &str = include_str!("../datasets/warps.yaml");

const EXPERIMENT: &str = "
title: Tiny
task: matching
data: {card: warps, val: {split: all}}
network:
  backbone: {kind: vgg, width: 0.0625}
  head: {kind: descriptors}
training: none
seeds: [1]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os2: {downsampling: {kind: regular, output_stride: 2}}
  os2-3-9: {downsampling: {kind: adaptive, fine: 2, coarse: 8, mask: {kind: keypoints, dilations: [3, 9]}}}
  os2-all: {downsampling: {kind: adaptive, fine: 2, coarse: 8, mask: {kind: all}}}
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Exit code and everything that the program prints.
fn program(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_cadbench")).args(arguments).current_dir(folder).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

fn folder(experiment: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let card = CARD
        .replace("size: [240, 320]", "size: [90, 124]")
        .replace("illumination: 8", "illumination: 1")
        .replace("viewpoint: 8", "viewpoint: 1");
    assert_ne!(card, CARD, "the card names its generator");
    write(folder.path(), "datasets/warps.yaml", &card);
    write(folder.path(), "experiments/tiny.yaml", experiment);
    folder
}

/// By variant the cells of some columns of the runs' table.
fn cells(folder: &Path, columns: &[&str]) -> Vec<Vec<f64>> {
    let table = std::fs::read_to_string(folder.join("results/tables/tiny.runs.csv")).unwrap();
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let place = |column: &&str| head.iter().position(|name| name == column).unwrap();
    let places: Vec<usize> = columns.iter().map(place).collect();
    lines.map(|line| places.iter().map(|&at| line[at].parse().unwrap()).collect()).collect()
}

#[test]
fn an_experiment_runs_from_generated_sequences_to_tables_and_charts() {
    let folder = folder(EXPERIMENT);
    let call = |arguments: &[&str]| {
        let (code, told) = program(folder.path(), arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {told}");
        told
    };
    call(&["data", "generate", "warps"]);
    call(&["data", "check", "warps"]);
    call(&["plan", "experiments/tiny.yaml"]);
    call(&["cost", "experiments/tiny.yaml"]);
    call(&["run", "experiments/tiny.yaml"]);
    call(&["report"]);
    for file in ["charts/tiny.svg", "charts/tiny-mma.svg", "tables/tiny.classes.csv"] {
        assert!(folder.path().join("results").join(file).is_file(), "{file}");
    }
    let columns = ["mma_1", "mma_3", "mma_10", "mma_3_illumination", "macs_total", "keypoints_per_image"];
    let found = cells(folder.path(), &columns);
    let [os8, os2, keypoints, all] = &found[..] else { panic!("{found:?}") };
    for scores in &found {
        assert!(scores[0] <= scores[1] && scores[1] <= scores[2], "MMA falls with the threshold: {found:?}");
        assert_eq!(scores[5], os8[5], "other keypoints for another variant: {found:?}");
    }
    // Without a change of place, finer features tell more keypoints apart.
    assert!(os2[3] > 0.1, "{found:?}");
    assert!(os8[4] < keypoints[4] && keypoints[4] < os2[4], "{found:?}");
    // Everything fine is the dense network, in score and in cost.
    assert_eq!(&all[..4], &os2[..4], "{found:?}");
    assert_eq!(all[4], os2[4], "{found:?}");
}

#[test]
fn keypoints_of_another_program_take_the_place_of_detected_ones() {
    let folder = folder(EXPERIMENT);
    let path = folder.path();
    assert_eq!(program(path, &["data", "generate", "warps"]).0, Some(0));
    let card = std::fs::read_to_string(path.join("datasets/warps.yaml")).unwrap();
    write(
        path,
        "datasets/warps.yaml",
        &card.replace("kind: sequences", "kind: sequences, keypoints: .keypoints.csv"),
    );
    let run = ["run", "experiments/tiny.yaml", "--only", "os8"];
    let (code, told) = program(path, &run);
    assert!(code != Some(0) && told.contains("1.keypoints.csv"), "{told}");
    let write_keypoints = |text: &str| {
        for sequence in std::fs::read_dir(path.join("datasets/generated/warps")).unwrap() {
            let sequence = sequence.unwrap().path();
            for number in (1..=6).filter(|_| sequence.is_dir()) {
                std::fs::write(sequence.join(format!("{number}.keypoints.csv")), text).unwrap();
            }
        }
    };
    write_keypoints("x,y\n40,30\n999,0\n");
    let (code, told) = program(path, &run);
    assert!(code != Some(0) && told.contains("1.keypoints.csv:3"), "one lies outside: {told}");
    // Two of them are one pixel.
    write_keypoints("x,y\n40,30\n40.2,30\n80,60\n");
    let (code, told) = program(path, &run);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(cells(path, &["keypoints_per_image"]), [[2.0]]);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let refused = |from: &str, to: &str| {
        let changed = EXPERIMENT.replacen(from, to, 1);
        assert_ne!(changed, EXPERIMENT);
        let folder = folder(&changed);
        let (code, told) = program(folder.path(), &["plan", "experiments/tiny.yaml"]);
        assert_eq!(code, Some(2), "{told}");
        told
    };
    for (from, to, word) in [
        (
            "training: none",
            "training: {steps: 1, batch: 1, learning_rate: 0.1}",
            "descriptors are not trained here",
        ),
        (
            "data: {card: warps,",
            "data: {card: warps, resize: [64, 64],",
            "homographies are between the images as they are",
        ),
        ("dilations: [3, 9]", "dilations: [3]", "1 windows for 2 adaptive pools"),
        ("dilations: [3, 9]", "dilations: [9, 3]", "shrink from one level to the next"),
        ("dilations: [3, 9]", "dilations: [4, 9]", "are no windows"),
        ("coarse: 8", "coarse: 16", "no coarse stride 16"),
        ("kind: descriptors", "kind: classifier", "this head gives classes, and the task is places"),
        ("task: matching", "task: classification", "`classifier`"),
        ("output_stride: 8", "output_stride: 16", "no output stride 16"),
    ] {
        let told = refused(from, to);
        assert!(told.contains(word), "{to}: {told}");
        assert!(told.contains("tiny.yaml:"), "no place: {told}");
    }
}

#[test]
fn features_of_squeezenet_on_equal_levels_are_those_of_the_regular_networks() {
    let (height, width) = (48, 56);
    let ops = Fast::new();
    let pixels: Vec<f32> = (0..height * width * 3).map(|i| ((i * 7919) % 251) as f32 / 125.0 - 1.0).collect();
    let features = |network: &Model, level: u8| {
        let fine = network.resolution().fine;
        let levels = Levels::uniform(height / fine, width / fine, level).unwrap();
        let tables = Tables::with_sides(Sides::Unpadded, (height, width), fine, vec![levels]).unwrap();
        let parameters = Parameters::initial(&ops, network.inference(), 5).unwrap();
        evaluated(&ops, network.inference(), &parameters, &tables, &pixels)
    };
    for (fine, level) in [(4, 1), (2, 2)] {
        let adaptive = descriptors("squeezenet", &adaptive_from(fine, 8));
        let regular = |stride| descriptors("squeezenet", &regular(stride));
        let dense = features(&regular(fine), 0);
        assert_eq!(features(&adaptive, 0), dense, "all fine at {fine}");
        let coarse = features(&regular(8), 0);
        assert_eq!(features(&adaptive, level), coarse, "all coarse at {fine}");
    }
}
