//! Small data sets in temporary folders, for tests.

use std::path::{Path, PathBuf};

use image::{GrayImage, RgbImage};

use super::{Card, Dataset, Selection};
use crate::{Error, Result};

/// A project in a temporary folder: `card.yaml` beside `data/`.
pub struct Tree {
    folder: tempfile::TempDir,
}

pub const HEIGHT: u32 = 6;
pub const WIDTH: u32 = 10;

const COMMON: &str = "
title: Toys
root: {path: data}
splits: [train, val]
licence: public domain
get: Make it.
classes:
  - {name: road, colour: [128, 64, 128]}
  - {name: sky, colour: [70, 130, 180]}
  - {name: tree, colour: [0, 99, 0], id: 7}
ignored: [3]
";

const CLASSES: &str = "
title: Sorts
root: {path: data}
splits: [train, val]
licence: public domain
get: Make it.
classes:
  - {name: tench, folder: n01, output: 0}
  - {name: dog, folder: n02, output: 217}
  - {name: church, folder: n03, output: 497}
layout: {kind: class-folders}
";

impl Tree {
    /// An image-label-folders data set with these ids in `train`, and an empty `val`.
    pub fn folders(ids: &[&str]) -> Self {
        let layout =
            "layout: {kind: image-label-folders, images: 'images/{split}', labels: 'labels/{split}'}";
        let tree = Tree::new(layout);
        tree.make("images/val");
        for id in ids {
            tree.add(&format!("images/train/{id}.png"), &format!("labels/train/{id}.png"));
        }
        tree
    }

    /// A Cityscapes data set with these `city/id` in `train`.
    pub fn cityscapes(ids: &[&str]) -> Self {
        let tree = Tree::new("layout: {kind: cityscapes}");
        for id in ids {
            let (image, labels) = ("_leftImg8bit.png", "_gtFine_labelIds.png");
            tree.add(&format!("leftImg8bit/train/{id}{image}"), &format!("gtFine/train/{id}{labels}"));
        }
        tree
    }

    /// A class-folders data set with so many images in `train` for each of the classes tench, dog and church.
    pub fn classes(counts: [usize; 3]) -> Self {
        let tree = Tree::of_card(CLASSES);
        for (folder, count) in ["n01", "n02", "n03"].into_iter().zip(counts) {
            tree.make(&format!("train/{folder}"));
            for number in 0..count {
                let pixels = RgbImage::from_pixel(WIDTH, HEIGHT, image::Rgb([number as u8, 50, 99]));
                pixels.save(tree.path(&format!("train/{folder}/{number}.png"))).unwrap();
            }
        }
        tree
    }

    fn new(layout: &str) -> Self {
        Tree::of_card(&format!("{COMMON}{layout}\n"))
    }

    fn of_card(card: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join("card.yaml"), card).unwrap();
        Tree { folder }
    }

    /// Adds an image whose colours tell the place (red = column, green = row) and whose label is 7 in
    /// the left half, 1 in the right half, and 3 (ignored) in the first row.
    fn add(&self, image: &str, labels: &str) {
        for name in [image, labels] {
            self.make(name.rsplit_once('/').unwrap().0);
        }
        let pixels = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| image::Rgb([20 * x as u8, 40 * y as u8, 99]));
        pixels.save(self.path(image)).unwrap();
        let classes = GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
            image::Luma([if y == 0 {
                3
            } else if x < WIDTH / 2 {
                7
            } else {
                1
            }])
        });
        classes.save(self.path(labels)).unwrap();
    }

    fn make(&self, folder: &str) {
        std::fs::create_dir_all(self.path(folder)).unwrap();
    }

    /// A file of the data set.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join("data").join(name)
    }

    /// The project's root.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn card(&self) -> Card {
        Card::load(&self.root().join("card.yaml")).unwrap()
    }

    pub fn open(&self, split: &str) -> Box<dyn Dataset> {
        self.card().open(self.root(), &Selection::split(split)).unwrap()
    }

    /// The ids that a selection gives, or its error.
    pub fn ids(&self, selection: &Selection) -> Result<Vec<String>> {
        let dataset = self.card().open(self.root(), selection)?;
        Ok((0..dataset.len()).map(|i| dataset.id(i).to_owned()).collect())
    }

    /// An error's text with the temporary folder called `ROOT`.
    pub fn message<T>(&self, result: Result<T, impl Into<Error>>) -> String {
        let Err(error) = result else { panic!("this should have failed") };
        error.into().to_string().replace(self.root().to_str().unwrap(), "ROOT")
    }
}
