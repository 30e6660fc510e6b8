//! Runs that are divided among processes make the table of one process, and repeating them gives the same bits.

mod support;

use std::path::Path;
use std::process::Command;

use support::project::{program, project, told, write};

const EXPERIMENT: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 4, batch: 2, learning_rate: 0.05}
seeds: [1, 2]
variants:
  os16-of-os8:
    network: {weights: {variant: os8}}
    training: none
    downsampling: {kind: regular, output_stride: 16}
  os8: {downsampling: {kind: regular, output_stride: 8}}
";
const RUN: [&str; 2] = ["run", "experiments/small.yaml"];
const VERIFY: [&str; 2] = ["verify", "experiments/small.yaml"];
const TABLE: &str = "results/tables/small.runs.csv";

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// What a configuration decides of a runs' table: its cells before those of the machine.
fn repeatable(table: &str) -> Vec<String> {
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let columns = header.iter().position(|name| *name == "commit").unwrap();
    table.lines().map(|line| line.split(',').take(columns).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn parts_of_a_plan_make_the_table_of_the_whole() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let whole = program(folder, &[&RUN[..], &["--results", "whole"]].concat());
    assert_eq!(whole.0, Some(0), "{}", whole.1);

    let (code, first) = program(folder, &[&RUN[..], &["--shard", "1/2"]].concat());
    assert_eq!(code, Some(0), "{first}");
    assert!(first.contains("part 1/2 of the plan: 2 of 4 runs"), "{first}");
    let mut task = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    task.args(RUN).current_dir(folder);
    for (name, value) in [("ID", "5"), ("COUNT", "2"), ("MIN", "4"), ("STEP", "1")] {
        task.env(format!("SLURM_ARRAY_TASK_{name}"), value);
    }
    let (code, second) = told(&mut task);
    assert_eq!(code, Some(0), "{second}");
    assert!(second.contains("part 2/2 of the plan: 2 of 4 runs"), "{second}");
    assert!(!folder.join(TABLE).exists(), "parts write no tables");

    let (code, report) = program(folder, &["report"]);
    assert_eq!(code, Some(0), "{report}");
    let [parts, whole] = [TABLE, "whole/tables/small.runs.csv"].map(|table| repeatable(&read(folder, table)));
    assert_eq!(parts, whole);
}

#[test]
fn a_repeated_run_is_identical_and_a_changed_table_is_found_out() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let (code, run) = program(folder, &RUN);
    assert_eq!(code, Some(0), "{run}");

    let (code, same) = program(folder, &[&VERIFY[..], &["--seeds", "1"]].concat());
    assert_eq!(code, Some(0), "{same}");
    assert!(same.contains("2 of 2 runs gave what the tables of results say"), "{same}");

    // One digit of one count, in the only table there is.
    std::fs::remove_file(folder.join("results/tables/small.runs.parquet")).unwrap();
    let table = read(folder, TABLE);
    let macs = table
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .find(|cell| cell.parse().is_ok_and(|count: u64| count > 1_000_000))
        .unwrap();
    write(folder, TABLE, &table.replacen(macs, &format!("{}9", &macs[..macs.len() - 1]), 1));
    let only = ["--only", "os16-of-os8", "--seeds", "1", "--keep", "kept"];
    let (code, changed) = program(folder, &[&VERIFY[..], &only].concat());
    assert_eq!(code, Some(1), "{changed}");
    assert!(changed.contains("differs") && changed.contains(&format!("{macs} instead of")), "{changed}");
    assert!(changed.contains("0 of 1 runs"), "its origin was repeated and is not judged: {changed}");

    let (_, kept) = program(folder, &[&VERIFY[..], &only].concat());
    assert_eq!(kept.matches("finished before").count(), 2, "{kept}");
}

#[test]
fn what_cannot_be_verified_is_told() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let (code, none) = program(folder, &VERIFY);
    assert_eq!(code, Some(2), "{none}");
    assert!(none.contains("the folder holds no result tables"), "{none}");

    program(folder, &[&RUN[..], &["--only", "os8", "--seeds", "1"]].concat());
    write(folder, "experiments/small.yaml", &EXPERIMENT.replace("steps: 4", "steps: 5"));
    let (code, changed) = program(folder, &VERIFY);
    assert_eq!(code, Some(1), "{changed}");
    assert_eq!(changed.matches("not in the table").count(), 3, "{changed}");
    assert!(changed.contains("not comparable") && changed.contains("configuration"), "{changed}");
}
