//! Whole files in, plans or messages out.

mod classification;
mod diagnostics;
mod files;
mod hashes;
mod learned;
mod limits;
mod merging;
mod origins;
mod overrides;
mod refused_settings;
mod shipped;
mod sweeping;

use std::path::PathBuf;

use super::{Experiment, Overrides, Plan, Settings, read, read_with};
use crate::Result;

/// A small experiment without variants.
const BASE: &str = "\
task: segmentation
data:
  card: streets
  train: {split: train}
  val: {split: val}
augmentation: {crop: [64, 96]}
network:
  backbone: {kind: resnet, depth: 18, width: 0.25}
  head: {kind: fcn}
training:
  steps: 40
  batch: 8
  learning_rate: 0.1
seeds: [1, 2]
";

/// One regular variant.
const OS8: &str = "variants:\n  os8: {downsampling: {kind: regular, output_stride: 8}}\n";

/// Writes files into a fresh folder and reads some of them as experiments. Messages name files as if that
/// folder were the current one.
fn read_files(files: &[(&str, &str)], read_names: &[&str]) -> Result<Plan, String> {
    read_files_with(files, read_names, &[])
}

/// As [`read_files`], with `--set` of some texts.
fn read_files_with(files: &[(&str, &str)], read_names: &[&str], set: &[&str]) -> Result<Plan, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let paths: Vec<PathBuf> = read_names.iter().map(|name| folder.path().join(name)).collect();
    let prefix = format!("{}/", folder.path().display());
    read_with(&paths, &Overrides::new(set.iter().copied()))
        .map_err(|error| error.to_string().replace(&prefix, ""))
}

fn read_one(text: &str) -> Result<Experiment, String> {
    read_files(&[("test.yaml", text)], &["test.yaml"]).map(|mut plan| plan.experiments.remove(0))
}

/// The message about one file.
fn message(text: &str) -> String {
    read_one(text).map(|experiment| experiment.runs).unwrap_err()
}

/// The settings of the first run when `difference` is the variant and `BASE` the experiment.
fn variant(difference: &str) -> Result<Settings, String> {
    let text = format!("{BASE}variants:\n  v: {difference}\n");
    read_one(&text).map(|experiment| experiment.runs[0].settings.clone())
}
