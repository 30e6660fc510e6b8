//! Which device runs are done on: what is not there is one message, before anything is run.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use support::project::{program, project, told, write};

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

    write(folder, "experiments/small.yaml", &format!("{EXPERIMENT}device: cuda-or-cpu\n"));
    let (code, said) = program(folder, &run);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("on the CPU: this program was built without CUDA"), "{said}");
    let table = std::fs::read_to_string(folder.join("results/tables/small.runs.csv")).unwrap();
    assert!(table.lines().nth(1).unwrap().contains(",cpu,"), "the row names the device: {table}");
}

/// Descriptors of the smallest sequences, with random features.
const MATCHING: &str = "
title: Small
task: matching
data: {card: warps, val: {split: all}}
network: {backbone: {kind: vgg, width: 0.0625}, head: {kind: descriptors}}
training: none
seeds: [1]
variants:
  os8: {downsampling: {kind: regular, output_stride: 8}}
  os2-3-9: {downsampling: {kind: adaptive, fine: 2, coarse: 8, mask: {kind: keypoints, dilations: [3, 9]}}}
";

/// A folder with a driver and a compiler for a GPU that the CPU plays.
fn played() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let make = || {
        let folder = tempfile::tempdir().unwrap().keep();
        let made = support::compiler::library("driver.cc", &folder.join("libcuda.so"));
        made.then(|| {
            std::fs::copy(folder.join("libcuda.so"), folder.join("libnvrtc.so")).unwrap();
            folder
        })
    };
    FOLDER.get_or_init(make).as_deref()
}

/// Runs the program where there is a played GPU.
fn on_gpu(
    driver: &Path,
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cadbench"));
    command.args(arguments).current_dir(folder).envs(variables.iter().copied());
    told(command.env("LD_LIBRARY_PATH", driver).env("XDG_CACHE_HOME", folder.join("cache")))
}

fn sequences() -> tempfile::TempDir {
    let folder = project(MATCHING);
    let card = include_str!("../datasets/warps.yaml").replace("size: [240, 320]", "size: [90, 124]");
    let card = card.replace("illumination: 8", "illumination: 1").replace("viewpoint: 8", "viewpoint: 1");
    write(folder.path(), "datasets/warps.yaml", &card);
    assert_eq!(program(folder.path(), &["data", "generate", "warps"]).0, Some(0));
    folder
}

/// The scores and costs of a table, which no device may change, and the rest of its first row.
fn scores(folder: &Path, results: &str) -> (Vec<String>, String) {
    let table = std::fs::read_to_string(folder.join(results).join("tables/small.runs.csv")).unwrap();
    let until = table.lines().next().unwrap().split(',').position(|name| name == "config_hash").unwrap();
    let lines = table.lines().map(|line| line.split(',').take(until).collect::<Vec<_>>().join(","));
    (lines.collect(), table.lines().nth(1).unwrap().to_owned())
}

#[test]
fn a_gpu_gives_the_tables_of_the_cpu() {
    let Some(driver) = played() else { return };
    let folder = sequences();
    let folder = folder.path();
    assert_eq!(program(folder, &["run", "experiments/small.yaml"]).0, Some(0));
    let run = ["run", "experiments/small.yaml", "--device", "cuda", "--results", "gpu", "--force"];
    let (code, said) = on_gpu(driver, folder, &run, &[]);
    assert_eq!(code, Some(0), "{said}");
    let (found, row) = scores(folder, "gpu");
    assert_eq!(found, scores(folder, "results").0);
    assert!(row.contains("\"Played GPU, capability 9.0, driver for CUDA 12.8, 8.0 GiB\""), "{row}");
    // Code that is kept and cannot be loaded is made again.
    let kept: Vec<PathBuf> = std::fs::read_dir(folder.join("cache/cadbench"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(kept.len(), 1, "the kernels are kept: {kept:?}");
    std::fs::write(&kept[0], "something else").unwrap();
    let (code, said) = on_gpu(driver, folder, &run, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(scores(folder, "gpu").0, found);
    let bench =
        ["bench", "experiments/small.yaml", "--device", "cuda", "--precision", "bfloat16", "--images", "2"];
    let (code, said) = on_gpu(driver, folder, &bench, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("rounds on Played GPU") && said.contains("Copying pixels to the GPU"), "{said}");
}

#[test]
fn a_gpu_that_is_missing_too_small_or_too_old_is_one_message() {
    let Some(driver) = played() else { return };
    let folder = sequences();
    let run = |device, variables: &[(&str, &str)]| {
        let arguments = ["run", "experiments/small.yaml", "--device", device, "--only", "os8"];
        on_gpu(driver, folder.path(), &arguments, variables)
    };
    let (code, said) = run("cuda:1", &[]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(said, @"
    error: there is no GPU 1: this machine has 1
    help: the first is `cuda:0`; CUDA_VISIBLE_DEVICES hides some; `--device cpu` needs none
    ");
    let (code, said) = run("cuda", &[("PLAYED_GPU_BYTES", "300000")]);
    assert_eq!(code, Some(1), "a run that fails is told, and the others go on: {said}");
    let errors = said.lines().filter(|line| line.starts_with("error") || line.starts_with("help"));
    insta::assert_snapshot!(errors.collect::<Vec<_>>().join("\n"), @"
    error: small/os8/1: the GPU's memory is too small for one image
    help: use smaller images, or `--device cpu`
    ");
    #[cfg(not(feature = "cuda"))]
    {
        let (code, said) = run("cuda", &[("PLAYED_GPU_CAPABILITY", "75")]);
        assert_eq!(code, Some(2));
        insta::assert_snapshot!(said, @"
        error: Played GPU is too old: compute capability 7.5
        help: 8.0 is the oldest that runs; use `--device cpu`
        ");
    }
}
