//! Job scripts for Slurm: written here, and, where there is a Slurm, submitted.

mod support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use support::project::{program, project, told, write};

const EXPERIMENT: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 4, batch: 2, learning_rate: 0.05}
seeds: [1, 2]
slurm: {partition: test, time: '10:00', cpus: 1}
variants:
  os16-of-os8:
    network: {weights: {variant: os8}}
    training: none
    downsampling: {kind: regular, output_stride: 16}
  os8: {downsampling: {kind: regular, output_stride: 8}}
";

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_scripts_have_what_the_file_and_the_flags_ask_for() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let (code, said) = program(folder, &["slurm", "experiments/small.yaml", "--seeds", "1,2", "--cpus", "3"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("4 runs for 2 tasks") && said.contains("sh slurm/submit.sh"), "{said}");
    let script = read(folder, "slurm/small.sbatch");
    for line in ["--array=0-1", "--partition=test", "--time=10:00", "--cpus-per-task=3"] {
        assert!(script.contains(&format!("#SBATCH {line}\n")), "{line} in {script}");
    }
    assert!(script.contains(" run ") && script.trim_end().ends_with("--seed 1 --seed 2"), "{script}");
    assert!(read(folder, "slurm/small-report.sbatch").contains(" report "));
}

#[test]
fn what_is_set_is_passed_on_quoted() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let set = ["--set", "data.resize=[64, 128]", "--set", "training.steps=2"];
    let (code, said) = program(folder, &[&["slurm", "experiments/small.yaml"], &set[..]].concat());
    assert_eq!(code, Some(0), "{said}");
    for (script, what) in [("slurm/small.sbatch", " run "), ("slurm/small-report.sbatch", " report ")] {
        let script = read(folder, script);
        let words =
            script.lines().find_map(|line| shlex::split(line).filter(|words| words.join(" ").contains(what)));
        assert!(words.unwrap().ends_with(&set.map(str::to_owned)), "{script}");
    }
}

#[test]
fn what_makes_no_job_is_told() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let (code, said) = program(folder, &["slurm", "experiments/small.yaml", "--shards", "3"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: --shards 3: these runs can be divided among 1 to 2 tasks
    help: a run and those that start from its weights stay together
    ");
    write(folder, "experiments/other.yaml", &EXPERIMENT.replace("partition: test", "partition: gpu"));
    let (code, said) = program(folder, &["slurm", "experiments/small.yaml", "experiments/other.yaml"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: small and other ask for different jobs
      --> experiments/other.yaml
    help: write scripts for each of them, or say with flags what both are to have
    ");
    write(folder, "experiments/other.yaml", &EXPERIMENT.replace("partition: test", "partition: a b"));
    let (code, said) = program(folder, &["slurm", "experiments/other.yaml"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: slurm.partition: `a b` is no partition
      --> experiments/other.yaml:9:1
      |
    9 | slurm: {partition: a b, time: '10:00', cpus: 1}
      | ^^^^^
    help: letters, digits, `_`, `-`, `.`; several separated by commas
    ");
}

/// Needs a cluster whose nodes see the temporary folder: `tests/slurm/one-machine.sh` makes one of this machine.
#[test]
#[ignore = "needs a Slurm; tests/slurm/one-machine.sh sets one up"]
fn a_real_slurm_does_the_runs_and_then_the_report() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    assert_eq!(program(folder, &["slurm", "experiments/small.yaml"]).0, Some(0));
    let (code, said) = told(Command::new("sh").arg("slurm/submit.sh").current_dir(folder));
    assert_eq!(code, Some(0), "{said}");
    let start = Instant::now();
    let table = folder.join("results/tables/small.runs.csv");
    while !table.exists() {
        let queue = told(Command::new("squeue").arg("--all")).1;
        assert!(start.elapsed() < Duration::from_secs(120), "the report did not come: {queue}");
        std::thread::sleep(Duration::from_millis(500));
    }
    assert_eq!(std::fs::read_to_string(&table).unwrap().lines().count(), 5, "a header and every run");
    let logs = std::fs::read_dir(folder.join("slurm")).unwrap().map(|entry| entry.unwrap().path());
    let logs: Vec<String> = logs
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for part in ["part 1/2 of the plan: 2 of 4 runs", "part 2/2 of the plan: 2 of 4 runs"] {
        assert_eq!(logs.iter().filter(|log| log.contains(part)).count(), 1, "{logs:?}");
    }
}
