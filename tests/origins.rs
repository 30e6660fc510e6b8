//! Runs that start from the weights which another variant trained.

mod support;

use std::path::Path;

use serde_json::Value;
use support::project::{program, project};

const EXPERIMENT: &str = "
title: Weights of another variant
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 4, batch: 2, learning_rate: 0.05}
seeds: [7]
variants:
  all-of-os8:
    network: {weights: {variant: os8}}
    training: none
    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: all}}
  oracle-of-os8:
    network: {weights: {variant: os8}}
    training: none
    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: oracle, width: 3}}
  longer:
    network: {weights: {variant: os8}}
    downsampling: {kind: regular, output_stride: 8}
  os8: {downsampling: {kind: regular, output_stride: 8}}
";

fn row(folder: &Path, variant: &str) -> Value {
    let runs = std::fs::read_dir(folder.join("results/runs")).unwrap();
    let mut rows = runs.filter_map(|run| std::fs::read(run.unwrap().path().join("row.json")).ok());
    rows.find_map(|row| {
        let row: Value = serde_json::from_slice(&row).unwrap();
        (row["identity"]["variant"] == variant).then_some(row)
    })
    .unwrap_or_else(|| panic!("no row of {variant}"))
}

#[test]
fn weights_come_from_the_run_of_the_same_seed_which_is_done_first() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let only = ["run", "experiments/small.yaml", "--only", "all-of-os8"];
    let (code, told) = program(folder, &only);
    assert_eq!(code, Some(0), "{told}");
    let [os8, all] = ["os8", "all-of-os8"].map(|variant| row(folder, variant));
    assert_eq!(all["accuracy"]["miou"], os8["accuracy"]["miou"], "all fine is the dense network");
    assert_eq!(all["accuracy"]["class_iou"], os8["accuracy"]["class_iou"]);
    assert_eq!(all["accuracy"]["step"], Value::Null);
    assert!(all["provenance"]["data"]["weights"].is_string());

    let (code, told) = program(folder, &["run", "experiments/small.yaml"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("finished before"), "{told}");
    let longer = row(folder, "longer");
    assert_ne!(longer["accuracy"]["final_loss"], os8["accuracy"]["final_loss"]);
    let active = row(folder, "oracle-of-os8")["cost"]["active_fraction"]["mean"].as_f64().unwrap();
    assert!(0.0 < active && active < 1.0, "boundaries are somewhere and not everywhere: {active}");
}

#[test]
fn a_rate_of_0_estimates_statistics_anew_and_changes_nothing_else() {
    let adaptive = "
  on-cells:
    network: {weights: {variant: os8}}
    training: {learning_rate: 0, minimum_rate: 0}
    downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: none}}
";
    let folder = project(&format!("{EXPERIMENT}{}", adaptive.trim_start_matches('\n')));
    let folder = folder.path();
    let (code, told) = program(folder, &["run", "experiments/small.yaml", "--variant", "on-cells"]);
    assert_eq!(code, Some(0), "{told}");
    let [start, end] = ["os8", "on-cells"].map(|variant| {
        let hash = row(folder, variant)["identity"]["config_hash"].as_str().unwrap().to_owned();
        std::fs::read(folder.join("results/runs").join(hash).join("last.safetensors")).unwrap()
    });
    let [start, end] = [&start, &end].map(|bytes| safetensors::SafeTensors::deserialize(bytes).unwrap());
    let mut changed = std::collections::BTreeSet::new();
    for name in
        start.names().into_iter().filter(|name| name.starts_with("backbone") || name.starts_with("head"))
    {
        let (before, after) = (start.tensor(name).unwrap(), end.tensor(name).unwrap());
        let is_statistic = name.ends_with("running_mean") || name.ends_with("running_var");
        assert!(is_statistic || before.data() == after.data(), "{name} was trained");
        changed.extend((before.data() != after.data()).then_some(name));
    }
    assert!(changed.len() > 20, "{changed:?}");
}

#[test]
fn weights_that_are_gone_are_named_with_what_to_do() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    program(folder, &["run", "experiments/small.yaml", "--only", "os8"]);
    let hash = row(folder, "os8")["identity"]["config_hash"].as_str().unwrap().to_owned();
    std::fs::remove_file(folder.join("results/runs").join(hash).join("last.safetensors")).unwrap();
    let (code, told) = program(folder, &["run", "experiments/small.yaml", "--only", "longer"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("it starts from `os8`, whose weights") && told.contains("--variant os8 --force"),
        "{told}"
    );
}
