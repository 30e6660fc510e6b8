//! Faults around the program: readers that go away, streams that are closed or full, a machine that is short of something. Work
//! goes on, exit codes stay, and no message is a panic's.
#![cfg(target_os = "linux")]

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};

const CARD: &str = include_str!("../datasets/things.yaml");

const EXPERIMENT: &str = "
title: Two short runs
task: classification
data: {card: things, train: {split: train}, val: {split: val}}
network: {backbone: {kind: resnet, depth: 18, width: 0.0625, blocks: [1, 1, 1, 1]}, head: {kind: classifier}}
training: {steps: 2, batch: 1, learning_rate: 0.05}
seeds: [1, 2]
variants:
  os16: {downsampling: {kind: regular, output_stride: 16}}
";

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Twenty generated images and `experiments/small.yaml`.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let card = CARD.replace("train: 2000", "train: 10").replace("val: 500", "val: 10");
    assert_ne!(card, CARD, "the card names its generator");
    write(folder.path(), "datasets/things.yaml", &card);
    write(folder.path(), "experiments/small.yaml", EXPERIMENT);
    let (code, _, told) = called(&mut cadbench(folder.path(), &["data", "generate", "things"]));
    assert_eq!(code, Some(0), "{told}");
    folder
}

fn cadbench(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(arguments).current_dir(folder);
    command
}

/// A pipe that nobody reads any more.
fn unread() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

/// Exit code, standard output, standard error.
fn called(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn rows(folder: &Path) -> usize {
    let Ok(runs) = std::fs::read_dir(folder.join("results/runs")) else { return 0 };
    runs.filter(|run| run.as_ref().unwrap().path().join("row.json").exists()).count()
}

/// Two folders of results, of which `after` is worse beyond doubt.
fn a_worse_table() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let columns = "experiment,variant,seed,miou,config_hash,data_validation,host_class,host_threads\n";
    for (name, miou) in [("before", 0.50), ("after", 0.25)] {
        let line = |seed: u32| {
            format!("streets,os8,{seed},{:.6},c{seed},d1,some-cpu,2\n", miou + 0.001 * f64::from(seed))
        };
        let table = columns.to_owned() + &(1..=3).map(line).collect::<String>();
        write(folder.path(), &format!("{name}/tables/streets.runs.csv"), &table);
    }
    folder
}

#[test]
fn work_goes_on_when_nobody_reads_what_it_prints() {
    let folder = project();
    let mut command = cadbench(folder.path(), &["run", "experiments/small.yaml"]);
    let (code, _, told) = called(command.stdout(unread()).stderr(Stdio::piped()));
    assert_eq!((code, rows(folder.path())), (Some(0), 2), "{told}");
    assert!(folder.path().join("results/README.md").exists(), "the pages are written, too");
    assert!(!told.contains("error"), "{told}");
}

#[test]
fn a_full_standard_output_is_told_and_the_work_is_done() {
    let folder = project();
    let mut command = cadbench(folder.path(), &["run", "experiments/small.yaml"]);
    let (code, _, told) = called(command.stdout(full()).stderr(Stdio::piped()));
    assert_eq!((code, rows(folder.path())), (Some(2), 2), "{told}");
    insta::assert_snapshot!(told.trim_end(), @"
    error: the standard output cannot be written: No space left on device (os error 28)
    help: make room where it goes, or send it elsewhere; everything but the output is done
    ");
    for arguments in [&["schema"][..], &["--help"], &["plan", "--help"], &["--version"]] {
        let mut command = cadbench(folder.path(), arguments);
        let (code, _, told) = called(command.stdout(full()).stderr(Stdio::piped()));
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(told.contains("the standard output cannot be written"), "{arguments:?}: {told}");
    }
}

#[test]
fn a_gate_keeps_its_exit_code_when_nobody_reads() {
    let folder = a_worse_table();
    let compared = ["compare", "before", "after", "--fail-on", "worse"];
    for (output, errors) in [(Stdio::null(), Stdio::null()), (unread(), unread()), (Stdio::null(), full())] {
        let (code, ..) = called(cadbench(folder.path(), &compared).stdout(output).stderr(errors));
        assert_eq!(code, Some(1));
    }
    for arguments in [&["schema"][..], &["--help"], &["--version"]] {
        let (code, _, told) =
            called(cadbench(folder.path(), arguments).stdout(unread()).stderr(Stdio::piped()));
        assert_eq!((code, told.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_message_to_nobody_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [&["plan", "nowhere.yaml"][..], &["plan", "--colour"], &["weights", "inspect", "none.pth"]]
    {
        for errors in [unread(), full()] {
            let (code, ..) = called(cadbench(folder.path(), arguments).stderr(errors));
            assert_eq!(code, Some(2), "{arguments:?}");
        }
    }
}

#[test]
fn closed_standard_streams_change_nothing() {
    let folder = project();
    let program = env!("CARGO_BIN_EXE_cadbench");
    let shell = |script: String| called(Command::new("sh").arg("-c").arg(script).current_dir(folder.path()));
    let (code, ..) = shell(format!("exec '{program}' run experiments/small.yaml <&- >&- 2>&-"));
    assert_eq!((code, rows(folder.path())), (Some(0), 2));
    let runs = std::fs::read_dir(folder.path().join("results/runs")).unwrap();
    for run in runs.map(|run| run.unwrap().path()).filter(|run| run.is_dir()) {
        let text = std::fs::read_to_string(run.join("row.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).expect("nothing printed went into the row");
    }
    assert_eq!(shell(format!("exec '{program}' plan nowhere.yaml 2>&-")).0, Some(2));
    assert_eq!(shell(format!("exec '{program}' schema >&-")).0, Some(0));
}

#[test]
fn more_threads_than_a_machine_has_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut flag = cadbench(folder.path(), &["--threads", "100000", "schema"]);
    let mut variable = cadbench(folder.path(), &["schema"]);
    for command in [&mut flag, variable.env("RAYON_NUM_THREADS", "100000")] {
        let (code, _, told) = called(command);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("100000 threads") && told.contains("processors"), "{told}");
    }
}

#[test]
fn without_a_home_and_with_one_processor_the_scores_are_the_same() {
    let scores = |mut command: Command| {
        let folder = project();
        let (code, _, told) = called(command.current_dir(folder.path()));
        assert_eq!((code, rows(folder.path())), (Some(0), 2), "{told}");
        let table = std::fs::read_to_string(folder.path().join("results/tables/small.runs.csv")).unwrap();
        let cells = |line: &str| line.split(',').take(8).map(str::to_owned).collect::<Vec<_>>();
        table.lines().map(cells).collect::<Vec<_>>()
    };
    let run = ["run", "experiments/small.yaml"];
    let plain = cadbench(Path::new("."), &run);
    let mut bare = Command::new("taskset");
    bare.args(["-c", "0", env!("CARGO_BIN_EXE_cadbench")]).args(run);
    bare.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    assert_eq!(scores(plain), scores(bare));
}

#[test]
fn a_folder_that_nothing_can_be_written_to_is_named_before_anything_is_computed() {
    let folder = project();
    // Not even an administrator may make files there.
    let (code, _, told) = called(&mut cadbench(
        folder.path(),
        &["--results", "/proc/cadbench", "run", "experiments/small.yaml"],
    ));
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("/proc/cadbench") && !told.contains("panic"), "{told}");
    assert!(!told.contains("step 1 of"), "{told}");
}

/// Runs with a limit of so many KiB on every file that is written: what a full disk does, without one.
fn with_full_disk(folder: &Path, kibibytes: u32) -> (Option<i32>, String, String) {
    let program = env!("CARGO_BIN_EXE_cadbench");
    // Without the trap the system kills the process in place of refusing.
    let script =
        format!("trap '' XFSZ; ulimit -f {}; exec '{program}' run experiments/small.yaml", 2 * kibibytes);
    called(Command::new("sh").arg("-c").arg(script).current_dir(folder))
}

#[test]
fn a_full_disk_is_told_and_what_was_done_before_stays() {
    let folder = project();
    for kibibytes in [0, 1, 4, 16, 64] {
        let (code, _, told) = with_full_disk(folder.path(), kibibytes);
        assert!(matches!(code, Some(1 | 2)), "{kibibytes} KiB: {told}");
        assert!(told.contains("error: ") && !told.contains("panic"), "{kibibytes} KiB: {told}");
    }
    let (code, _, told) = called(&mut cadbench(folder.path(), &["run", "experiments/small.yaml"]));
    assert_eq!((code, rows(folder.path())), (Some(0), 2), "{told}");
    let before = std::fs::read(folder.path().join("results/tables/small.runs.csv")).unwrap();
    write(folder.path(), "experiments/small.yaml", &EXPERIMENT.replace("[1, 2]", "[1, 2, 3]"));
    let (code, _, told) = with_full_disk(folder.path(), 1);
    assert!(matches!(code, Some(1 | 2)), "a run failed, or the tables too: {told}");
    assert_eq!(rows(folder.path()), 2, "{told}");
    assert_eq!(std::fs::read(folder.path().join("results/tables/small.runs.csv")).unwrap(), before);
}

#[test]
fn data_that_vanishes_while_a_run_uses_it_is_named_and_makes_no_row() {
    let folder = project();
    // Long enough to be disturbed.
    write(folder.path(), "experiments/small.yaml", &EXPERIMENT.replace("steps: 2,", "steps: 100000,"));
    let mut command = cadbench(folder.path(), &["run", "experiments/small.yaml", "--seed", "1"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let log = || -> Option<String> {
        let runs = std::fs::read_dir(folder.path().join("results/runs")).ok()?;
        runs.filter_map(|run| std::fs::read_to_string(run.ok()?.path().join("log.jsonl")).ok()).next()
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !log().is_some_and(|log| log.contains("\"step\":5,")) {
        assert!(std::time::Instant::now() < deadline, "no step within a minute");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    std::fs::rename(folder.path().join("datasets/generated/things"), folder.path().join("gone")).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "a run failed: {told}");
    assert!(told.contains("datasets/generated/things") && !told.contains("panic"), "{told}");
    assert_eq!(rows(folder.path()), 0, "there is no row of half a run");
}
