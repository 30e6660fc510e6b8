//! Reading every image of a data set once, for `cadbench data check`: does it decode, and can a score of it mean anything?

use std::collections::{BTreeSet, HashMap};

use blake3::Hash;
use rayon::prelude::*;

use super::decode::Shown;
use super::passed_over::passed_over;
use super::{Dataset, IGNORED, Labels, Sample};
use crate::Result;

/// What was found in a data set.
pub struct Survey {
    /// Names of the classes that no pixel and no image has.
    pub without_label: Vec<String>,
    /// Names of the images whose pixels are all ignored.
    pub ignored: Vec<String>,
    /// Images that say of themselves how a viewer is to turn them, which nothing here does.
    pub turned: Vec<String>,
    /// Images with an alpha channel, which is dropped: what a viewer shows as clear has the colour that lies below.
    pub transparent: Vec<String>,
    /// Pictures of other formats beside the images, and label files without an image.
    pub passed_over: Vec<String>,
    /// Of each image: its pixels' hash and its name.
    images: Vec<(Hash, String)>,
}

/// What was found in an image.
struct Found {
    classes: BTreeSet<u16>,
    pixels: Hash,
}

/// Reads all images with their labels and keypoints; `done` hears of each, from several threads.
///
/// # Errors
/// When one cannot be read.
pub fn survey(dataset: &dyn Dataset, done: &(dyn Fn() + Sync)) -> Result<Survey> {
    let found = (0..dataset.len()).into_par_iter().map(|index| {
        let sample = dataset.load(index)?;
        if let Some(set) = dataset.sequences() {
            set.keypoints(index, [sample.image.height() as usize, sample.image.width() as usize])?;
        }
        done();
        Ok(Found::of(&sample))
    });
    // The first in the order of the images is told, whichever thread met its own first.
    let found = found.collect::<Vec<Result<Found>>>().into_iter().collect::<Result<Vec<Found>>>()?;
    let has = |number: u16| found.iter().any(|image| image.classes.contains(&number));
    let classes = (0u16..).zip(dataset.classes()).filter(|(number, _)| !has(*number));
    let without_label = classes.map(|(_, class)| class.name.clone()).collect();
    // Images of sequences have no classes to lack.
    let labelled = !dataset.classes().is_empty();
    let ignored = (0..found.len()).filter(|&index| labelled && found[index].classes.is_empty());
    let ignored = ignored.map(|index| dataset.id(index).to_owned()).collect();
    let images = found.iter().enumerate().map(|(index, image)| (image.pixels, dataset.id(index).to_owned()));
    let files = dataset.files();
    let shown: Vec<(&str, Shown)> = files
        .iter()
        .filter(|file| file.is_image)
        .map(|file| (file.name.as_str(), Shown::of(&file.path)))
        .collect();
    let those = |is: fn(Shown) -> bool| -> Vec<String> {
        shown.iter().filter(|(_, shown)| is(*shown)).map(|(name, _)| (*name).to_owned()).collect()
    };
    Ok(Survey {
        without_label,
        ignored,
        turned: those(|shown| shown.turned),
        transparent: those(|shown| shown.transparent),
        passed_over: passed_over(&files),
        images: images.collect(),
    })
}

impl Survey {
    /// The images of `other` that show the same as one here, pixel by pixel: both names.
    pub fn same_pixels(&self, other: &Survey) -> Vec<[String; 2]> {
        let own: HashMap<&Hash, &String> =
            self.images.iter().rev().map(|(hash, name)| (hash, name)).collect();
        let pair = |(hash, name): &(Hash, String)| Some([(*own.get(hash)?).clone(), name.clone()]);
        other.images.iter().filter_map(pair).collect()
    }
}

impl Found {
    fn of(sample: &Sample) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&sample.image.width().to_le_bytes()).update(sample.image.as_raw());
        let classes = match &sample.labels {
            Labels::Image(class) => [*class].into(),
            Labels::Pixels(labels) => {
                let mut seen = [false; 256];
                labels.iter().for_each(|&label| seen[usize::from(label)] = true);
                (0..u16::from(IGNORED)).filter(|&class| seen[usize::from(class)]).collect()
            }
        };
        Found { classes, pixels: hasher.finalize() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::test_tree::Tree;

    fn surveyed(tree: &Tree, split: &str) -> Survey {
        survey(tree.open(split).as_ref(), &|| {}).unwrap()
    }

    #[test]
    fn classes_that_no_pixel_has_and_images_without_any_label_are_named() {
        let tree = Tree::folders(&["a", "b"]);
        image::GrayImage::from_pixel(10, 6, image::Luma([3])).save(tree.path("labels/train/b.png")).unwrap();
        let survey = surveyed(&tree, "train");
        assert_eq!(survey.without_label, ["road"]);
        assert_eq!(survey.ignored, ["b"]);
    }

    #[test]
    fn images_that_are_to_be_turned_and_files_that_nobody_reads_are_named() {
        let tree = Tree::folders(&["a"]);
        let turned = include_bytes!("../../tests/fixtures/jpeg/turned.jpg");
        std::fs::write(tree.path("images/train/b.jpg"), turned).unwrap();
        let size = image::load_from_memory(turned).unwrap();
        image::GrayImage::new(size.width(), size.height()).save(tree.path("labels/train/b.png")).unwrap();
        image::RgbaImage::new(10, 6).save(tree.path("images/train/e.png")).unwrap();
        image::GrayImage::new(10, 6).save(tree.path("labels/train/e.png")).unwrap();
        for name in ["images/train/c.bmp", "images/train/notes.txt", "labels/train/d.png"] {
            std::fs::write(tree.path(name), "").unwrap();
        }
        let survey = surveyed(&tree, "train");
        assert_eq!(survey.turned, ["images/train/b.jpg"]);
        assert_eq!(survey.transparent, ["images/train/e.png"]);
        assert_eq!(survey.passed_over, ["images/train/c.bmp", "labels/train/d.png"]);
    }

    #[test]
    fn the_same_pixels_in_another_file_format_are_noticed() {
        let tree = Tree::classes([2, 1, 1]);
        std::fs::create_dir_all(tree.path("val")).unwrap();
        for folder in ["n01", "n02", "n03"] {
            std::fs::create_dir(tree.path(&format!("val/{folder}"))).unwrap();
            image::RgbImage::from_pixel(10, 6, image::Rgb([77; 3]))
                .save(tree.path(&format!("val/{folder}/x.png")))
                .unwrap();
        }
        let picture = image::open(tree.path("train/n01/1.png")).unwrap();
        // The same picture with a channel more: other bytes.
        picture.to_rgba8().save(tree.path("val/n01/y.png")).unwrap();
        let shared = surveyed(&tree, "train").same_pixels(&surveyed(&tree, "val"));
        assert_eq!(shared, [["n01/1", "n01/y"]]);
    }
}
