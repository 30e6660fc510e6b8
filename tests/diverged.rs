//! Training whose numbers become none stops, says where, and never becomes a row.

mod support;

use support::project::{program, project};
use support::tiny::{STREETS, run_folder};

const MORE: &str = "
  blown: {training: {learning_rate: 1e30}, downsampling: {kind: regular, output_stride: 16}}
  blown-at-the-end: {training: {learning_rate: 1e30, steps: 1}, downsampling: {kind: regular, output_stride: 16}}
training: {steps: 4, batch: 2, learning_rate: 0.05}
seeds: [1]
";

fn rows(folder: &std::path::Path) -> usize {
    let runs = std::fs::read_dir(folder.join("results/runs")).unwrap();
    runs.filter(|run| run.as_ref().unwrap().path().join("row.json").exists()).count()
}

#[test]
fn a_training_that_blows_up_stops_with_step_layer_and_batch_and_the_other_runs_go_on() {
    let project = project(&format!("{STREETS}{MORE}"));
    let run = |more: &[&str]| {
        let (code, told) = program(project.path(), &[&["run", "experiments/small.yaml"], more].concat());
        println!("{told}");
        (code, told)
    };
    let (code, told) = run(&[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("the training diverged in step 2: its loss is"), "the step");
    assert!(told.contains("computes what is no finite number"), "the layer");
    assert!(told.contains("--> the batch of step 2: "), "the batch");
    assert!(told.contains("2 runs diverged and have no row: small/blown/1, small/blown-at-the-end/1"));
    assert_eq!(rows(project.path()), 1, "the good run has its row, the others none");

    // What is known to diverge is not tried again, but by force, and the store says what it is.
    let (code, told) = run(&[]);
    assert_eq!(code, Some(2));
    assert_eq!(told.matches("diverged before").count(), 2);
    let (code, told) = run(&["--force", "--variant", "blown"]);
    assert_eq!((code, told.contains("diverged in step 2")), (Some(2), true));
    let (_, listed) = program(project.path(), &["runs", "--variant", "blown"]);
    assert!(listed.contains("diverged behind step 1"), "{listed}");
}

/// Before, the last step's weights gave class 0 everywhere, and with it a score.
#[test]
fn weights_that_blow_up_in_the_last_step_give_no_score() {
    let project = project(&format!("{STREETS}{MORE}"));
    let (code, told) =
        program(project.path(), &["run", "experiments/small.yaml", "--variant", "blown-at-the-end"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("are no finite numbers") || told.contains("is no finite number"), "{told}");
    assert_eq!(rows(project.path()), 0);
    let mark = std::fs::read_to_string(run_folder(project.path(), "results").join("diverged.json")).unwrap();
    assert!(mark.contains("\"what\"") && mark.contains("\"train\""), "{mark}");
}
