//! What the files of a data set held when its fingerprint was taken: so that nothing else is read later, and the same image in
//! two splits is noticed.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use blake3::Hash;

use super::Dataset;
use crate::{Error, Result};

/// The hash of every file, in the order of [`Dataset::files`]; nothing before the fingerprint is taken.
#[derive(Debug, Default)]
pub struct Contents(OnceLock<Arc<[Hash]>>);

impl Contents {
    /// Keeps what was found the first time.
    pub fn keep(&self, hashes: Arc<[Hash]>) {
        // A second fingerprint changes nothing: what is read is held against the first.
        let _ = self.0.set(hashes);
    }

    /// All of them, where the fingerprint was taken.
    pub fn kept(&self) -> Option<Arc<[Hash]>> {
        self.0.get().cloned()
    }

    /// What the file of this number held, where it is known.
    pub(super) fn of(&self, number: usize) -> Option<&Hash> {
        self.0.get()?.get(number)
    }
}

/// # Errors
/// When a file does not hold what it held when the fingerprint was taken.
pub(super) fn refuse_changed(bytes: &[u8], known: Option<&Hash>, path: &Path) -> Result<()> {
    match known {
        Some(known) if *known != blake3::hash(bytes) => {
            Err(Error::new("this file has changed since the fingerprint of the data was taken")
                .at(path.display())
                .help("leave the data alone while a run goes on, and run it again"))
        }
        _ => Ok(()),
    }
}

/// The images of `other` whose files are those of `one` to the byte: both names, in the order of `other`. Nothing where a
/// fingerprint was not taken.
pub fn shared_images(one: &dyn Dataset, other: &dyn Dataset) -> Vec<[String; 2]> {
    let known = images(one);
    let known: HashMap<Hash, String> = known.into_iter().rev().collect();
    let shared = images(other).into_iter();
    shared.filter_map(|(hash, name)| Some([known.get(&hash)?.clone(), name])).collect()
}

fn images(dataset: &dyn Dataset) -> Vec<(Hash, String)> {
    let Some(contents) = dataset.contents() else { return Vec::new() };
    let files = dataset.files().into_iter().enumerate().filter(|(_, file)| file.is_image);
    files.filter_map(|(number, file)| Some((*contents.of(number)?, file.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fingerprint;
    use crate::data::test_tree::Tree;

    #[test]
    fn a_file_that_is_replaced_behind_the_fingerprint_is_refused_when_it_is_read() {
        let tree = Tree::folders(&["a", "b"]);
        for file in ["images/train/b.png", "labels/train/b.png"] {
            let dataset = tree.open("train");
            fingerprint(dataset.as_ref()).unwrap();
            dataset.load(1).unwrap();
            let path = tree.path(file);
            let before = std::fs::read(&path).unwrap();
            image::open(&path).unwrap().fliph().save(&path).unwrap();
            let message = tree.message(dataset.load(1));
            let place = format!("--> ROOT/data/{file}");
            assert!(
                message.starts_with("this file has changed since") && message.contains(&place),
                "{message}"
            );
            dataset.load(0).unwrap();
            std::fs::write(&path, before).unwrap();
        }
    }

    #[test]
    fn the_same_image_in_two_splits_is_named_and_the_same_labels_are_not() {
        let tree = Tree::folders(&["a", "b", "c"]);
        let paint = |name: &str, grey: u8| {
            let picture = image::RgbImage::from_pixel(10, 6, image::Rgb([grey; 3]));
            picture.save(tree.path(name)).unwrap();
        };
        ["a", "b", "c"].iter().zip(1..).for_each(|(id, grey)| paint(&format!("images/train/{id}.png"), grey));
        std::fs::create_dir_all(tree.path("labels/val")).unwrap();
        for (id, grey) in [("x", 9), ("y", 2)] {
            paint(&format!("images/val/{id}.png"), grey);
            std::fs::copy(tree.path("labels/train/a.png"), tree.path(&format!("labels/val/{id}.png")))
                .unwrap();
        }
        let (train, val) = (tree.open("train"), tree.open("val"));
        assert!(
            shared_images(train.as_ref(), val.as_ref()).is_empty(),
            "nothing is known before the fingerprint"
        );
        fingerprint(train.as_ref()).unwrap();
        fingerprint(val.as_ref()).unwrap();
        let shared = shared_images(train.as_ref(), val.as_ref());
        assert_eq!(shared, [["images/train/b.png", "images/val/y.png"]]);
    }
}
