//! Which device runs are done on: what is not there is one message, before anything is run.

mod support;

use support::project::{program, project};

const EXPERIMENT: &str = "
title: Small
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 2, batch: 2, learning_rate: 0.05}
seeds: [1]
variants: {os8: {downsampling: {kind: regular, output_stride: 8}}}
";

#[test]
fn a_device_that_is_no_device_is_refused_where_it_is_named() {
    let folder = project(&format!("{EXPERIMENT}device: gpu\n"));
    let (code, said) = program(folder.path(), &["run", "experiments/small.yaml"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: device: there is no device `gpu`; the devices are cpu, cuda, cuda:1, …, cuda-or-cpu
      --> experiments/small.yaml:10:9
       |
    10 | device: gpu
       |         ^^^
    ");
    let (code, said) = program(folder.path(), &["run", "experiments/small.yaml", "--device", "cuda:x"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("there is no device `cuda:x`"), "{said}");
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_program_without_cuda_says_so_and_falls_back_only_when_asked() {
    let folder = project(EXPERIMENT);
    let folder = folder.path();
    let run = ["run", "experiments/small.yaml"];
    let (code, said) = program(folder, &[&run[..], &["--device", "cuda:1"]].concat());
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: this program was built without CUDA, so it cannot train on GPU 1
    help: build it with `cargo build --release --features cuda` (docs/gpu.md), or use `--device cpu`
    ");
    assert!(!folder.join("results").exists(), "nothing was begun");

    support::project::write(folder, "experiments/small.yaml", &format!("{EXPERIMENT}device: cuda-or-cpu\n"));
    let (code, said) = program(folder, &run);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("on the CPU: this program was built without CUDA"), "{said}");
    let table = std::fs::read_to_string(folder.join("results/tables/small.runs.csv")).unwrap();
    assert!(table.lines().nth(1).unwrap().contains(",cpu,"), "the row names the device: {table}");
}
