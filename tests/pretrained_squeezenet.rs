//! Published weights on real images, by hand: `cargo test --release --test pretrained_squeezenet -- --ignored
//! --nocapture` with `CADBENCH_SQUEEZENET` naming SqueezeNet 1.1 (torchvision's names), beside it
//! `imagenet1k_synsets.txt`, and `CADBENCH_IMAGENET_CLEAN` a folder of 224×224 images, one folder per synset.

mod support;

use std::path::{Path, PathBuf};

use cadbench::executor::{Array, Parameters};
use cadbench::grid::{Levels, Sides, Tables};
use cadbench::mask::{Blocks, Edges, Mask, View};
use cadbench::models::Model;
use cadbench::ops::Fast;
use cadbench::weights::WeightsFile;
use support::{evaluated, networks};

const SIDE: usize = 224;
const CLASSES: usize = 1000;
/// Images per forward pass.
const BATCH: usize = 10;

struct Images {
    /// The folders' classes among the 1000, ascending.
    classes: Vec<usize>,
    /// Path and class of each image.
    list: Vec<(PathBuf, usize)>,
}

/// Where weights and images are, when both variables are set.
fn from_environment() -> Option<[PathBuf; 2]> {
    let path = |name| std::env::var_os(name).map(PathBuf::from);
    Some([path("CADBENCH_SQUEEZENET")?, path("CADBENCH_IMAGENET_CLEAN")?])
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn images(weights: &Path, folder: &Path) -> Images {
    let synsets = std::fs::read_to_string(weights.with_file_name("imagenet1k_synsets.txt")).unwrap();
    let mut images = Images { classes: Vec::new(), list: Vec::new() };
    for folder in entries(folder) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let class = synsets.lines().position(|synset| synset.trim() == name).unwrap();
        images.classes.push(class);
        images.list.extend(entries(&folder).into_iter().map(|path| (path, class)));
    }
    images
}

/// BGR from 0 to 255 less the mean, as the weights want it.
fn pixels(path: &Path) -> Vec<f32> {
    let image = image::open(path).unwrap().to_rgb8();
    assert_eq!(image.dimensions(), (SIDE as u32, SIDE as u32), "{}", path.display());
    let bgr =
        |rgb: &image::Rgb<u8>| [(2, 104.0), (1, 117.0), (0, 123.0)].map(|(c, mean)| f32::from(rgb[c]) - mean);
    image.pixels().flat_map(bgr).collect()
}

/// The levels of an image: fine near edges, or `None` for the regular network.
fn levels(network: &Model, mask: Option<&Mask>, pixels: &[f32]) -> Levels {
    let resolution = network.resolution();
    let Some(mask) = mask else {
        let side = Sides::Unpadded.at(SIDE, resolution.fine);
        return Levels::uniform(side, side, 0).unwrap();
    };
    // Masks look at RGB in units of about one deviation.
    let rgb: Vec<f32> = pixels.chunks(3).flat_map(|bgr| [bgr[2], bgr[1], bgr[0]].map(|v| v / 58.0)).collect();
    let blocks = Blocks { stride: resolution.fine, side: resolution.block, coarse: resolution.coarse_level };
    mask.levels(View { pixels: &rgb, height: SIDE, width: SIDE, labels: None, keypoints: &[] }, blocks, 0)
        .unwrap()
}

/// Shares of images that are right among all classes and among those of the folders, and the active fraction.
fn accuracy(network: &Model, mask: Option<&Mask>, weights: &[Array], images: &Images) -> [f64; 3] {
    let ops = Fast::new();
    let mut parameters = Parameters::initial(&ops, network.inference(), 0).unwrap();
    parameters.load(&ops, weights).unwrap();
    let mut sums = [0.0; 3];
    for batch in images.list.chunks(BATCH) {
        let pictures: Vec<Vec<f32>> = batch.iter().map(|(path, _)| pixels(path)).collect();
        let levels: Vec<Levels> = pictures.iter().map(|pixels| levels(network, mask, pixels)).collect();
        sums[2] += levels.iter().map(Levels::active_fraction).sum::<f64>();
        let fine = network.resolution().fine;
        let tables = Tables::with_sides(Sides::Unpadded, (SIDE, SIDE), fine, levels).unwrap();
        let scores = evaluated(&ops, network.inference(), &parameters, &tables, &pictures.concat());
        for (scores, &(_, class)) in scores.chunks(CLASSES).zip(batch) {
            let best = |classes: &mut dyn Iterator<Item = usize>| {
                classes.max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap()
            };
            sums[0] += f64::from(best(&mut (0..CLASSES)) == class);
            sums[1] += f64::from(best(&mut images.classes.iter().copied()) == class);
        }
    }
    sums.map(|sum| sum / images.list.len() as f64)
}

#[test]
#[ignore = "needs published weights and images: set CADBENCH_SQUEEZENET and CADBENCH_IMAGENET_CLEAN"]
fn published_weights_recognise_the_clean_images() {
    let Some([path, folder]) = from_environment() else {
        println!("nothing tested: set CADBENCH_SQUEEZENET and CADBENCH_IMAGENET_CLEAN");
        return;
    };
    let weights = WeightsFile::read(&path, None).unwrap().into_arrays().unwrap();
    let images = images(&path, &folder);
    let edges = Mask::Edges(Edges { threshold: 0.95, width: 11, absolute: true });
    let none = Mask::None(Default::default());
    let regular = |stride| networks::squeezenet(&networks::regular(stride), CLASSES);
    let adaptive = |fine, coarse| networks::squeezenet(&networks::adaptive_from(fine, coarse), CLASSES);
    let native = accuracy(&regular(16), None, &weights, &images);
    println!("regular OS16: {native:.3?} (top-1, among the folders' classes, active)");
    for (name, network, mask) in [
        ("8→16, nothing active", adaptive(8, 16), Some(&none)),
        ("8→16, edges", adaptive(8, 16), Some(&edges)),
        ("4→16, edges", adaptive(4, 16), Some(&edges)),
        ("4→8, edges", adaptive(4, 8), Some(&edges)),
        ("regular OS8", regular(8), None),
        ("regular OS4", regular(4), None),
    ] {
        let found = accuracy(&network, mask, &weights, &images);
        println!("{name}: {found:.3?}");
        if name == "8→16, nothing active" {
            assert_eq!(found[..2], native[..2], "equal levels are the regular network");
        }
    }
    assert!((native[0] - 0.592).abs() < 0.01 && (native[1] - 0.98).abs() < 0.01, "{native:?}");
}
