//! Files as a person hands them in: what is written of them, and what is refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{GrayImage, Rgb, RgbImage};

use super::*;
use crate::data::{Dataset, SingleImage};
use crate::evaluate::Network;
use crate::evaluate::checkpoint::{self, Saved, TrainingProgress, file_name};
use crate::experiment::{self, Plan, Run};
use crate::ops::Fast;
use crate::results::Store;
use crate::runner::{Processor, Setup};
use crate::{Error, Result};

const EXPERIMENT: &str = "
task: segmentation
data: {card: streets, train: {split: train}, val: {split: val}}
network: {backbone: {kind: resnet, depth: 18, width: 0.125}, head: {kind: fcn}}
training: {steps: 1, batch: 1, learning_rate: 0.1}
augmentation: {crop: [64, 64]}
seeds: [3]
variants:
  edges: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: edges, threshold: 1.4, width: 3}}}
  oracle: {downsampling: {kind: adaptive, fine: 8, coarse: 16, mask: {kind: oracle, width: 3}}}
  resized: {data: {resize: [64, 64]}, downsampling: {kind: regular, output_stride: 16}}
";

/// A project's runs with random weights, and images.
struct Bench {
    folder: tempfile::TempDir,
    plan: Plan,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("files.yaml");
        std::fs::write(&file, EXPERIMENT).unwrap();
        Bench { plan: experiment::read(&[file]).unwrap(), folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> Store {
        Store::new(&self.path("results"))
    }

    fn run(&self, variant: &str) -> &Run {
        self.plan.runs().find(|run| run.variant == variant).unwrap()
    }

    /// A run whose weights are as they are drawn.
    fn with_weights(&self, variant: &str) -> &Run {
        let run = self.run(variant);
        let model = Setup::new(run).unwrap().model;
        let network = Network::new(Fast::new(), model, run.seed).unwrap();
        let arrays = network.parameters().state(network.ops());
        let file = self.store().path(&run.hash).unwrap().join(file_name(run.settings.evaluation.checkpoint));
        checkpoint::save(&file, &Saved { arrays, progress: TrainingProgress::default() }).unwrap();
        run
    }

    /// Stripes and spots that no two places share.
    fn image(&self, name: &str, (width, height): (u32, u32)) -> RgbImage {
        let image = RgbImage::from_fn(width, height, |x, y| {
            Rgb([(x * y / 3 % 256) as u8, (17 * (x / 9) % 256) as u8, (29 * (y / 5) % 256) as u8])
        });
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        image.save(path).unwrap();
        image
    }

    fn files(&self, named: &[&str], out: &str) -> Result<Vec<ImageFile>> {
        let named: Vec<PathBuf> = named.iter().map(|name| self.path(name)).collect();
        image_files(&named, &self.path(out))
    }

    /// How many were predicted, and what went wrong with the others.
    fn predict(
        &self,
        run: &Run,
        images: &[ImageFile],
        out: &str,
        overlays: bool,
    ) -> Result<(usize, Vec<Error>)> {
        let (store, processor, folder) = (self.store(), Processor::Cpu, self.path(out));
        let files = FilePredictions { run, store: &store, processor: &processor, folder: &folder, overlays };
        let mut failed = Vec::new();
        let predicted = files.write(images, &mut |error| failed.extend(error))?;
        Ok((predicted, failed))
    }

    fn message<T: std::fmt::Debug>(&self, result: Result<T>) -> String {
        result.unwrap_err().to_string().replace(self.folder.path().to_str().unwrap(), "ROOT")
    }
}

/// A label map as grey values, and nothing but grey in 8 bits.
fn label_map(path: &Path) -> GrayImage {
    match image::open(path).unwrap() {
        image::DynamicImage::ImageLuma8(ids) => ids,
        other => panic!("{:?}", other.color()),
    }
}

#[test]
fn a_file_is_predicted_as_an_image_of_the_data_is_and_written_in_the_cards_ids() {
    let bench = Bench::new();
    let run = bench.with_weights("edges");
    let image = bench.image("in/a.png", (96, 64));
    let images = bench.files(&["in"], "out").unwrap();
    assert_eq!(bench.predict(run, &images, "out", true).unwrap().0, 1);

    let data: Arc<dyn Dataset> = Arc::new(SingleImage::new("a", image.clone()));
    let shown = predict_image(run, &data, 0, &bench.store()).unwrap();
    assert_eq!((shown.image.height, shown.image.width), (64, 96), "nothing is padded");
    // What datasets/streets.yaml says, as in Cityscapes.
    let ids = [7, 8, 11, 17, 20, 21, 23, 24, 26];
    let expected: Vec<u8> = shown.predicted.iter().map(|&class| ids[usize::from(class)]).collect();
    assert!(expected.iter().any(|id| *id != expected[0]), "all pixels are alike");
    let written = label_map(&bench.path("out/a.png"));
    assert_eq!((written.dimensions(), written.as_raw()), ((96, 64), &expected));
    let overlay = image::open(bench.path("out/overlays/a.png")).unwrap().into_rgb8();
    assert_eq!(overlay.dimensions(), (96, 64));
    assert_ne!(overlay, image);
}

#[test]
fn images_of_any_size_get_label_maps_of_their_own_size() {
    let bench = Bench::new();
    for (variant, out) in [("edges", "own"), ("resized", "resized")] {
        let run = bench.with_weights(variant);
        for (name, size) in
            [("in/odd.png", (53, 37)), ("in/tiny.png", (1, 1)), ("in/deep/long.png", (130, 3))]
        {
            bench.image(name, size);
        }
        let images = bench.files(&["in"], out).unwrap();
        assert_eq!(bench.predict(run, &images, out, false).unwrap().0, 3);
        let size = |name: &str| label_map(&bench.path(out).join(name)).dimensions();
        let sizes = [size("odd.png"), size("tiny.png"), size("deep/long.png")];
        assert_eq!(sizes, [(53, 37), (1, 1), (130, 3)], "{variant}");
        assert!(!bench.path(out).join(OVERLAYS).exists());
    }
}

#[test]
fn padding_changes_nothing_but_what_lies_beyond_the_image() {
    let bench = Bench::new();
    let run = bench.with_weights("edges");
    let image = bench.image("in/odd.png", (53, 37));
    bench.predict(run, &bench.files(&["in"], "out").unwrap(), "out", false).unwrap();
    let data: Arc<dyn Dataset> = Arc::new(SingleImage::new("odd", image));
    let shown = predict_image(run, &data, 0, &bench.store()).unwrap();
    let ids = [7, 8, 11, 17, 20, 21, 23, 24, 26];
    for (x, y, id) in label_map(&bench.path("out/odd.png")).enumerate_pixels() {
        let class = shown.predicted[y as usize * shown.image.width + x as usize];
        assert_eq!(id.0, [ids[usize::from(class)]], "at {x}, {y}");
    }
}

#[test]
fn a_damaged_image_is_named_and_the_others_are_predicted() {
    let bench = Bench::new();
    let run = bench.with_weights("edges");
    bench.image("in/a.png", (20, 20));
    std::fs::write(bench.path("in/b.jpg"), "no picture").unwrap();
    bench.image("in/c.png", (20, 20));
    let images = bench.files(&["in"], "out").unwrap();
    let (predicted, failed) = bench.predict(run, &images, "out", false).unwrap();
    assert_eq!((predicted, failed.len()), (2, 1));
    let message = bench.message::<()>(Err(failed.into_iter().next().unwrap()));
    assert!(message.contains("this image does not decode") && message.contains("ROOT/in/b.jpg"), "{message}");
    assert!(bench.path("out/a.png").exists() && bench.path("out/c.png").exists());
    assert!(!bench.path("out/b.png").exists());
}

#[test]
fn a_folder_gives_its_images_in_order_with_their_sub_folders_and_never_its_own_predictions() {
    let bench = Bench::new();
    for name in [
        "in/b.png",
        "in/a/z.png",
        "in/.hidden.png",
        "in/@eaDir/b.png",
        "in/out/b.png",
        "in/out/overlays/b.png",
    ] {
        bench.image(name, (2, 2));
    }
    std::fs::write(bench.path("in/notes.txt"), "").unwrap();
    let names = |out| -> Vec<PathBuf> {
        bench.files(&["in"], out).unwrap().into_iter().map(|image| image.name).collect()
    };
    assert_eq!(names("in/out"), [Path::new("a/z"), Path::new("b")]);
    assert_eq!(names("other").len(), 4);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(bench.path("in"), bench.path("in/a/round")).unwrap();
        assert_eq!(names("in/out").len(), 2, "a link to a folder above ends");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let bench = Bench::new();
    let run = bench.with_weights("edges");
    for name in [
        "in/a.png",
        "in/a.jpg",
        "in/overlays/c.png",
        "in/c.png",
        "twice/c.png",
        "twice/overlays/c.png",
        "other/a.png",
    ] {
        bench.image(name, (2, 2));
    }
    std::fs::create_dir(bench.path("empty")).unwrap();
    std::fs::write(bench.path("a.txt"), "").unwrap();
    let inputs = |named: &[&str], out: &str| bench.message(bench.files(named, out));
    insta::assert_snapshot!(inputs(&["in"], "in"), @"
    the predictions would lie among the images that they are of
      --> ROOT/in
    help: give `--out` another folder
    ");
    insta::assert_snapshot!(inputs(&["empty"], "out"), @"
    this folder holds no image
      --> ROOT/empty
    help: images end in .png, .jpg or .jpeg
    ");
    insta::assert_snapshot!(inputs(&["a.txt"], "out"), @"
    this is no image by its name
      --> ROOT/a.txt
    help: images end in .png, .jpg or .jpeg
    ");
    assert!(inputs(&["missing.png"], "out").contains("ROOT/missing.png"));

    let outputs = |named: &[&str], out: &str| {
        bench.message(bench.predict(run, &bench.files(named, out).unwrap(), out, true))
    };
    insta::assert_snapshot!(outputs(&["in/a.png", "in/a.jpg"], "out"), @"
    ROOT/in/a.png and ROOT/in/a.jpg would be written to the same file
      --> ROOT/out/a.png
    help: rename one of them, or predict them into folders of their own
    ");
    insta::assert_snapshot!(outputs(&["in/a.png", "other"], "out"), @"
    ROOT/in/a.png and ROOT/other/a.png would be written to the same file
      --> ROOT/out/a.png
    help: rename one of them, or predict them into folders of their own
    ");
    insta::assert_snapshot!(outputs(&["twice"], "out"), @"
    ROOT/twice/c.png and ROOT/twice/overlays/c.png would be written to the same file
      --> ROOT/out/overlays/c.png
    help: rename one of them, or predict them into folders of their own
    ");
    insta::assert_snapshot!(outputs(&["in/overlays/c.png"], "in/overlays"), @"
    a prediction would overwrite an image that is to be predicted
      --> ROOT/in/overlays/c.png
    help: give `--out` another folder
    ");
    insta::assert_snapshot!(outputs(&["other", "in/c.png"], "in"), @"
    a prediction would overwrite an image that is to be predicted
      --> ROOT/in/c.png
    help: give `--out` another folder
    ");
    assert!(!bench.path("out").exists(), "nothing is written");
}

#[test]
fn runs_that_need_more_than_the_image_are_refused_before_anything_is_read() {
    let bench = Bench::new();
    insta::assert_snapshot!(bench.message(check(bench.run("oracle"))), @"
    the mask `oracle` of files/oracle/3 looks at labels, and image files have none
    help: choose a run without a mask, or with one that looks at images, such as `edges`
    ");
    check(bench.run("edges")).unwrap();
}

#[test]
fn weights_that_are_not_there_are_an_error_with_what_to_do() {
    let bench = Bench::new();
    bench.image("in/a.png", (2, 2));
    let images = bench.files(&["in"], "out").unwrap();
    let message = bench.message(bench.predict(bench.run("edges"), &images, "out", true));
    assert!(message.contains("the weights of files/edges/3 are not in the store"), "{message}");
}
