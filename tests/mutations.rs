//! Small valid files of every kind that is read, damaged at random from a seed: each is read or refused with its name, at once
//! and without a panic. A kind is one entry of `kinds`.
//!
//! `cargo test --release --test mutations -- --ignored --nocapture` does many more and counts them.

#[path = "support/mutate.rs"]
mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use cadbench::Result;
use cadbench::data::{Card, Selection, SingleImage};
use cadbench::experiment;
use cadbench::weights::WeightsFile;
use image::{GrayImage, Luma, Rgb, RgbImage};
use mutate::mutated;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// No small file may take longer, on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(5);

/// A file below a project's folder, and what reads it.
struct Kind {
    file: &'static str,
    read: fn(&Path) -> Result<()>,
}

const fn kind(file: &'static str, read: fn(&Path) -> Result<()>) -> Kind {
    Kind { file, read }
}

const KINDS: [Kind; 15] = [
    kind("images/plain.jpg", |root| image(root, "images/plain.jpg")),
    kind("images/restart.jpg", |root| image(root, "images/restart.jpg")),
    kind("images/progressive.jpg", |root| image(root, "images/progressive.jpg")),
    kind("images/progressive-restart.jpg", |root| image(root, "images/progressive-restart.jpg")),
    kind("images/a.png", |root| image(root, "images/a.png")),
    kind("images/a.ppm", |root| image(root, "images/a.ppm")),
    kind("images/digits.ppm", |root| image(root, "images/digits.ppm")),
    kind("data/labels/val/a.png", pixels),
    kind("ids.txt", pixels),
    kind("pixels.yaml", pixels),
    kind("sequences/v_a/H_1_4", sequences),
    kind("sequences/v_a/1.csv", sequences),
    kind("experiments/e.yaml", |root| experiment::read(&[root.join("experiments/e.yaml")]).map(drop)),
    kind("w.safetensors", |root| weights(root, "w.safetensors")),
    kind("w.pth", |root| weights(root, "w.pth")),
];

const EXPERIMENT: &str = "
title: E
task: segmentation
data: {card: streets, resize: [64, 128], train: {split: train}, val: {split: val}}
augmentation: {crop: [64, 128]}
network:
  backbone: {kind: resnet, depth: 18, width: 0.0625}
  head: {kind: fcn}
training: {steps: 2, batch: 2, learning_rate: 0.1}
evaluation: {checkpoint: last}
seeds: [1]
variants:
  os32: {downsampling: {kind: regular, output_stride: 32}}
";

fn image(root: &Path, file: &str) -> Result<()> {
    SingleImage::read(&root.join(file)).map(drop)
}

fn pixels(root: &Path) -> Result<()> {
    let selection = Selection { list: Some("ids.txt".into()), ..Selection::split("val") };
    Card::load(&root.join("pixels.yaml"))?.open(root, &selection)?.load(0).map(drop)
}

fn sequences(root: &Path) -> Result<()> {
    let dataset = Card::load(&root.join("sequences.yaml"))?.open(root, &Selection::split("all"))?;
    let size = dataset.load(0)?.image.dimensions();
    dataset.sequences().unwrap().keypoints(0, [size.1 as usize, size.0 as usize]).map(drop)
}

fn weights(root: &Path, file: &str) -> Result<()> {
    WeightsFile::read(&root.join(file), None)?.into_arrays().map(drop)
}

/// A project with a valid file of each kind.
fn project(root: &Path) {
    for folder in ["images", "data/images/val", "data/labels/val", "sequences/v_a", "experiments"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    let write = |file: &str, text: &str| std::fs::write(root.join(file), text).unwrap();
    let copy = |from: &str, to: &str| {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(from);
        std::fs::copy(&from, root.join(to)).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    };
    for name in ["plain", "restart", "progressive", "progressive-restart"] {
        copy(&format!("jpeg/{name}.jpg"), &format!("images/{name}.jpg"));
    }
    let picture = RgbImage::from_fn(12, 9, |x, y| Rgb([x as u8 * 20, y as u8 * 25, 7]));
    for file in ["images/a.png", "images/a.ppm", "data/images/val/a.png"] {
        picture.save(root.join(file)).unwrap();
    }
    write("images/digits.ppm", "P3 2 2 255\n1 22 133 4 55 166 7 88 199 10 111 212\n");
    GrayImage::from_fn(12, 9, |x, _| Luma([(x % 2) as u8])).save(root.join("data/labels/val/a.png")).unwrap();
    write("ids.txt", "# one\na\n");
    let rest = "licence: none\nget: none\n";
    write(
        "pixels.yaml",
        &format!(
            "title: P\nroot: {{path: data}}\nsplits: [val]\nlayout: {{kind: image-label-folders, images: 'images/{{split}}', labels: 'labels/{{split}}'}}\nclasses:\n  - {{name: a, colour: [0, 0, 0]}}\n  - {{name: b, colour: [1, 1, 1]}}\nignored: [255]\n{rest}"
        ),
    );
    write(
        "sequences.yaml",
        &format!(
            "title: S\nroot: {{path: sequences}}\nsplits: [all]\nlayout: {{kind: sequences, typical: [9, 12], keypoints: .csv}}\n{rest}"
        ),
    );
    for number in 1..=6 {
        picture.save(root.join(format!("sequences/v_a/{number}.ppm"))).unwrap();
        write(&format!("sequences/v_a/{number}.csv"), "x,y\n3.5,4\n11,8\n");
        write(&format!("sequences/v_a/H_1_{number}"), "1 0 2.5\n0 1 -3e-1\n1e-4 0 1\n");
    }
    write("experiments/e.yaml", EXPERIMENT);
    let header = br#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    let tensors = [&(header.len() as u64).to_le_bytes()[..], header, &[0, 0, 128, 63, 0, 0, 0, 64]].concat();
    std::fs::write(root.join("w.safetensors"), tensors).unwrap();
    copy("weights/zip.pth", "w.pth");
}

/// What is wrong with how a damaged file was met.
fn problem(kind: &Kind, root: &Path) -> Option<String> {
    let start = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| (kind.read)(root)));
    let took = start.elapsed();
    match outcome {
        Err(_) => Some("a panic".into()),
        Ok(_) if took > LONGEST => Some(format!("{took:?}")),
        Ok(Err(error)) => {
            let name = kind.file.rsplit('/').next().unwrap_or_default();
            let told = error.to_string();
            // A damaged card can name a folder that is not there, and that is what the message names.
            let named = told.contains(name) || told.contains(&root.display().to_string());
            (!named).then(|| format!("an error that names no file: {told}"))
        }
        Ok(Ok(())) => None,
    }
}

/// Damages each kind so many times, but not for longer than that; gives how often.
fn campaign(seed: u64, times: usize, longest: Duration) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    project(root);
    let (mut random, mut done, mut problems) = (ChaCha8Rng::seed_from_u64(seed), 0, Vec::new());
    let whole: Vec<Vec<u8>> = KINDS.iter().map(|kind| std::fs::read(root.join(kind.file)).unwrap()).collect();
    for kind in &KINDS {
        (kind.read)(root).unwrap_or_else(|error| panic!("{} as it is: {error}", kind.file));
    }
    let start = Instant::now();
    for _ in (0..times).take_while(|_| start.elapsed() < longest) {
        for (kind, whole) in KINDS.iter().zip(&whole) {
            let damaged = mutated(whole, &mut random);
            std::fs::write(root.join(kind.file), &damaged).unwrap();
            if let Some(problem) = problem(kind, root) {
                let kept = std::env::temp_dir().join(format!("cadbench-mutation-{}", problems.len()));
                std::fs::write(&kept, &damaged).unwrap();
                problems.push(format!("{}: {problem}\n  kept as {}", kind.file, kept.display()));
            }
            done += 1;
            std::fs::write(root.join(kind.file), whole).unwrap();
        }
        assert!(problems.len() < 20, "after {done}:\n{}", problems.join("\n"));
    }
    assert!(problems.is_empty(), "{} of {done}:\n{}", problems.len(), problems.join("\n"));
    done
}

#[test]
fn damaged_files_are_read_or_refused_by_name_without_a_panic() {
    assert!(campaign(16, 150, Duration::from_secs(8)) >= KINDS.len());
}

#[test]
#[ignore = "minutes"]
fn many_damaged_files_are_read_or_refused_by_name_without_a_panic() {
    let times =
        std::env::var("CADBENCH_MUTATIONS").ok().and_then(|times| times.parse().ok()).unwrap_or(20_000);
    println!("{} damaged files", campaign(17, times, Duration::from_secs(3600)));
}
