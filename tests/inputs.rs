//! A run is finished for the data, the card and the weights that it was made from, and for no others.

mod support;

use std::path::{Path, PathBuf};

use serde_json::Value;
use support::project::{program, project};

const EXPERIMENT: &str = "
title: Inputs that change
task: segmentation
data: {card: streets, resize: [64, 128], train: {split: train}, val: {split: val}}
augmentation: {crop: [32, 64]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 2, batch: 1, learning_rate: 0.05}
seeds: [7, 8]
variants:
  os16: {downsampling: {kind: regular, output_stride: 16}}
  longer:
    network: {weights: {variant: os16}}
    downsampling: {kind: regular, output_stride: 16}
";

fn run(folder: &Path, more: &[&str]) -> String {
    let (code, told) = program(folder, &[&["run", "experiments/small.yaml"], more].concat());
    assert_eq!(code, Some(0), "{told}");
    told
}

/// The folders of all runs.
fn runs(folder: &Path) -> Vec<PathBuf> {
    let runs = std::fs::read_dir(folder.join("results/runs")).unwrap();
    runs.map(|run| run.unwrap().path()).filter(|run| run.is_dir()).collect()
}

fn row(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// The first file of the validation images.
fn image(folder: &Path) -> PathBuf {
    let mut waiting = vec![folder.join("datasets/generated/streets/leftImg8bit/val")];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                return path;
            }
            waiting.push(path);
        }
    }
    panic!("no image")
}

/// The same picture a little darker.
fn darken(path: &Path) {
    let mut picture = image::open(path).unwrap().to_rgb8();
    picture.pixels_mut().for_each(|pixel| pixel.0[0] /= 2);
    picture.save(path).unwrap();
}

#[test]
fn finished_runs_are_repeated_when_data_or_card_changed_and_their_rows_kept() {
    let project = project(EXPERIMENT);
    let folder = project.path();
    run(folder, &[]);
    assert_eq!(run(folder, &[]).matches("finished before").count(), 4);

    darken(&image(folder));
    // One seed alone on the new data: the other one's row must not be averaged with it.
    let told = run(folder, &["--seed", "7"]);
    assert!(told.contains("was made from other inputs: validation data"), "{told}");
    assert!(told.contains("small: Left out, as the newest rows were made from other inputs"), "{told}");
    let table = std::fs::read_to_string(folder.join("results/tables/small.runs.csv")).unwrap();
    assert_eq!(table.lines().count(), 3, "seed 7 of both variants alone: {table}");
    let told = run(folder, &[]);
    assert_eq!(told.matches("was made from other inputs: validation data").count(), 2, "{told}");
    let table = std::fs::read_to_string(folder.join("results/tables/small.runs.csv")).unwrap();
    assert_eq!(table.lines().count(), 5, "{table}");
    for run in runs(folder) {
        let [old, new] = ["row-before-1.json", "row.json"].map(|name| row(&run.join(name)));
        let [old, new] = [old, new].map(|row| row["provenance"]["data"].clone());
        assert_ne!(old["validation"], new["validation"]);
        assert_eq!((&old["train"], &old["card"]), (&new["train"], &new["card"]));
    }

    let card = folder.join("datasets/streets.yaml");
    let text = std::fs::read_to_string(&card).unwrap();
    std::fs::write(&card, text.replacen("name: road", "name: street", 1)).unwrap();
    let told = run(folder, &["--seed", "7"]);
    assert!(told.contains("classes and labels on the card"), "{told}");
    // A licence is no class.
    std::fs::write(
        &card,
        text.replacen("name: road", "name: street", 1).replacen("title: ", "title: The ", 1),
    )
    .unwrap();
    assert_eq!(run(folder, &["--seed", "7"]).matches("finished before").count(), 2);
}

#[test]
fn a_run_whose_data_is_not_here_counts_as_finished() {
    let project = project(EXPERIMENT);
    let folder = project.path();
    run(folder, &["--seed", "7"]);
    let images = folder.join("datasets/generated/streets/leftImg8bit/train");
    std::fs::rename(&images, folder.join("elsewhere")).unwrap();
    let told = run(folder, &["--seed", "7"]);
    assert_eq!(told.matches("finished before").count(), 2, "{told}");
    assert!(told.contains("cannot be held against what is here now"), "{told}");
}

#[test]
fn runs_that_start_from_a_repeated_run_are_repeated() {
    let project = project(EXPERIMENT);
    let folder = project.path();
    run(folder, &["--seed", "7"]);
    let origin =
        runs(folder).into_iter().find(|run| row(&run.join("row.json"))["identity"]["variant"] == "os16");
    let checkpoint = origin.unwrap().join("last.safetensors");
    let other =
        runs(folder).into_iter().map(|run| run.join("last.safetensors")).find(|file| *file != checkpoint);
    std::fs::copy(other.unwrap(), &checkpoint).unwrap();
    let told = run(folder, &["--seed", "7"]);
    assert_eq!(told.matches("finished before").count(), 1, "{told}");
    assert!(told.contains("was made from other inputs: weights of `os16`"), "{told}");
}

#[test]
fn an_interrupted_run_goes_on_only_with_the_data_that_it_was_begun_with() {
    let project = project(EXPERIMENT);
    let folder = project.path();
    let only = ["--only", "os16", "--seed", "7"];
    run(folder, &only);
    let unfinish = || std::fs::remove_file(runs(folder)[0].join("row.json")).unwrap();
    unfinish();
    let told = run(folder, &only);
    assert!(told.contains("goes on behind step 2"), "{told}");

    unfinish();
    darken(&image(folder));
    let told = run(folder, &only);
    assert!(told.contains("was begun with other inputs: validation data"), "{told}");
    assert!(told.contains("it begins anew") && !told.contains("goes on behind"), "{told}");

    unfinish();
    let inputs = runs(folder)[0].join("inputs.json");
    let text = std::fs::read_to_string(&inputs).unwrap().replacen("\"train\": \"", "\"train\": \"0", 1);
    std::fs::write(&inputs, text).unwrap();
    let told = run(folder, &only);
    assert!(told.contains("what it was begun with is not known"), "{told}");
    assert!(!told.contains("goes on behind"), "{told}");
}

#[test]
fn a_damaged_row_is_named_and_its_run_repeated() {
    let project = project(EXPERIMENT);
    let folder = project.path();
    let only = ["--only", "os16", "--seed", "7"];
    run(folder, &only);
    let file = runs(folder)[0].join("row.json");
    let good = row(&file);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("\"miou\": 0", "\"miou\": 1", 1)).unwrap();
    let (code, told) = program(folder, &["report"]);
    assert!(code == Some(0) && told.contains("the row is damaged"), "{told}");
    let told = run(folder, &only);
    assert!(told.contains("the row is damaged") && told.contains("row-before-1.json"), "{told}");
    let again = row(&file);
    assert_eq!((&again["accuracy"], &again["cost"]), (&good["accuracy"], &good["cost"]));
}
