//! SIGINT and SIGTERM end a run after the step at hand, and it goes on from there to the same bits.
#![cfg(unix)]

mod support;

use std::path::Path;

use support::project::project;
use support::tiny::{EVERY_STEP, STREETS, decided, end, logged, run, run_folder, signal, start, wait_until};

/// Without `validate_every`, so that only time and signals make checkpoints.
const STEPS: &str = "
training: {steps: 16, batch: 2, learning_rate: 0.05}
seeds: [7]
";

fn small() -> tempfile::TempDir {
    project(&format!("{STREETS}{STEPS}"))
}

/// Runs to the end without a disturbance.
fn whole(folder: &Path) {
    let (code, told) = end(start(&mut run(folder, "whole", &[])));
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn a_signal_ends_a_run_behind_its_step_and_it_goes_on_to_the_same_bits() {
    let project = small();
    let folder = project.path();
    whole(folder);
    for (name, code) in [("TERM", 143), ("INT", 130)] {
        let child = start(&mut run(folder, name, &[]));
        wait_until(|| logged(folder, name) >= 3);
        signal(&child, name);
        let (ended, told) = end(child);
        assert_eq!(ended, Some(code), "{told}");
        assert!(
            told.contains(&format!("stopped by SIG{name}; the same command goes on from here")),
            "{told}"
        );
        assert!(run_folder(folder, name).join("last.safetensors").exists());
        assert!(!run_folder(folder, name).join("row.json").exists());

        let (ended, told) = end(start(&mut run(folder, name, &["--threads", "1"])));
        assert_eq!(ended, Some(0), "{told}");
        assert!(told.contains("goes on behind step"), "{told}");
        assert!(decided(folder, name) == decided(folder, "whole"), "SIG{name} changes bits");
        let left = run_folder(folder, name).join("previous.safetensors");
        assert!(!left.exists(), "nothing is left behind a finished run");
    }
}

#[test]
fn a_kill_loses_no_more_than_the_time_between_checkpoints() {
    let project = small();
    let folder = project.path();
    whole(folder);
    let mut child = start(run(folder, "killed", &[]).env(EVERY_STEP.0, EVERY_STEP.1));
    wait_until(|| logged(folder, "killed") >= 5);
    child.kill().unwrap();
    end(child);
    let (code, told) = end(start(&mut run(folder, "killed", &[])));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("goes on behind step"), "{told}");
    assert!(decided(folder, "killed") == decided(folder, "whole"));
    let row = std::fs::read(run_folder(folder, "killed").join("row.json")).unwrap();
    let row: serde_json::Value = serde_json::from_slice(&row).unwrap();
    let log = std::fs::read_to_string(run_folder(folder, "killed").join("log.jsonl")).unwrap();
    let seconds = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["seconds"].as_f64();
    let times: Vec<f64> = log.lines().filter_map(seconds).collect();
    assert!(times.is_sorted(), "the log's clock goes on: {times:?}");
    assert!(
        row["speed"]["training_seconds"].as_f64().unwrap() >= times[4],
        "both processes' training counts"
    );
}

#[test]
fn a_damaged_checkpoint_is_named_and_the_one_before_it_used() {
    let project = small();
    let folder = project.path();
    whole(folder);
    let child = start(run(folder, "flipped", &[]).env(EVERY_STEP.0, EVERY_STEP.1));
    wait_until(|| logged(folder, "flipped") >= 5);
    signal(&child, "TERM");
    end(child);
    let flip = |name: &str| {
        let path = run_folder(folder, "flipped").join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, bytes).unwrap();
    };
    flip("last.safetensors");
    let (code, told) = end(start(&mut run(folder, "flipped", &[])));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("last.safetensors: the checkpoint is broken"), "{told}");
    assert!(told.contains("goes on behind step"), "from the one before: {told}");
    assert!(decided(folder, "flipped") == decided(folder, "whole"));

    // With its only one damaged the run begins anew, and says so.
    std::fs::remove_file(run_folder(folder, "flipped").join("row.json")).unwrap();
    flip("last.safetensors");
    let (code, told) = end(start(&mut run(folder, "flipped", &[])));
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("the run begins anew") && !told.contains("goes on behind"), "{told}");
    assert!(decided(folder, "flipped") == decided(folder, "whole"));
}

#[test]
fn a_run_whose_best_checkpoint_is_gone_does_not_report_the_last_one() {
    let project = project(&format!(
        "{STREETS}
training: {{steps: 12, batch: 2, learning_rate: 0.2, validate_every: 3}}
evaluation: {{checkpoint: best}}
seeds: [7]
"
    ));
    let folder = project.path();
    whole(folder);
    let expected = decided(folder, "whole");
    for damage in [false, true] {
        let own = run_folder(folder, "whole");
        std::fs::remove_file(own.join("row.json")).unwrap();
        match damage {
            true => std::fs::write(own.join("best.safetensors"), b"?").unwrap(),
            false => std::fs::remove_file(own.join("best.safetensors")).unwrap(),
        }
        let (code, told) = end(start(&mut run(folder, "whole", &[])));
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("best.safetensors") && told.contains("the run begins anew"), "{told}");
        assert!(decided(folder, "whole") == expected);
    }
}
