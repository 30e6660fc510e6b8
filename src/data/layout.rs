//! Where the images of a split and their labels lie.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::class_folders::{self, ClassFolders};
use super::files::names;
use super::pair::{IMAGES, Pair, expected, image_id};
use super::sequences::Sequences;
use super::{Class, Labels};
use crate::kind::kind_enum;
use crate::{Error, Result};

/// How a data set's folders are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Layout {
    /// Images and label ids in two trees, by split and city.
    Cityscapes(Cityscapes),
    /// One folder of images and one of labels for each split.
    ImageLabelFolders(ImageLabelFolders),
    /// A folder of images for each class.
    ClassFolders(ClassFolders),
    /// A folder for each sequence of images, with its homographies.
    Sequences(Sequences),
}

/// `leftImg8bit/<split>/<city>/<id>_leftImg8bit.png` beside
/// `gtFine/<split>/<city>/<id>_gtFine_labelIds.png`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cityscapes {}

/// One folder of images (PNG or JPEG) and one of labels (PNG) with the same names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageLabelFolders {
    /// Folder below the root; `{split}` stands for the split's name.
    pub images: String,
    /// As `images`.
    pub labels: String,
}

kind_enum!(Layout {
    "cityscapes" => Cityscapes(Cityscapes),
    "image-label-folders" => ImageLabelFolders(ImageLabelFolders),
    "class-folders" => ClassFolders(ClassFolders),
    "sequences" => Sequences(Sequences),
});

impl Layout {
    /// Does each image have one class as a whole?
    pub fn has_one_class_per_image(&self) -> bool {
        matches!(self, Layout::ClassFolders(_))
    }

    /// Where its images form sequences: how.
    pub fn sequences(&self) -> Option<&Sequences> {
        match self {
            Layout::Sequences(sequences) => Some(sequences),
            _ => None,
        }
    }

    /// Every image, or sequence, of a split that shows one of the classes, sorted by id.
    pub(super) fn list(&self, root: &Path, split: &str, classes: &[Class]) -> Result<Vec<Pair>> {
        let images = self.image_folder(split);
        let mut pairs = match self {
            Layout::Cityscapes(_) => list_cities(root, &images, split)?,
            Layout::ImageLabelFolders(folders) => folders.list(root, &images, split)?,
            Layout::ClassFolders(_) => class_folders::list(root, &images, classes)?,
            Layout::Sequences(sequences) => sequences.list(root)?,
        };
        if pairs.is_empty() {
            return Err(Error::new(format!("split `{split}` holds no image"))
                .at(root.join(images).display())
                .help(match self {
                    Layout::Cityscapes(_) => "images are called <city>/<id>_leftImg8bit.png",
                    Layout::ImageLabelFolders(_) | Layout::ClassFolders(_) => IMAGES,
                    Layout::Sequences(_) => {
                        "each sequence is a folder, with 1.ppm to 6.ppm and H_1_2 to H_1_6"
                    }
                }));
        }
        pairs.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        match pairs.windows(2).find(|two| two[0].id == two[1].id) {
            Some(two) => Err(Error::new(format!("two images are called `{}`", two[0].id))
                .at(root.join(&two[0].image).display())
                .help(format!("rename or remove one; the other is {}", two[1].image))),
            None => Ok(pairs),
        }
    }

    /// The folder below the root that holds a split's images.
    fn image_folder(&self, split: &str) -> String {
        match self {
            Layout::Cityscapes(_) => format!("leftImg8bit/{split}"),
            Layout::ImageLabelFolders(folders) => folders.images.replace("{split}", split),
            Layout::ClassFolders(folders) => folders.images.replace("{split}", split),
            Layout::Sequences(_) => String::new(),
        }
    }
}

fn list_cities(root: &Path, images: &str, split: &str) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for city in expected(&root.join(images))? {
        let folder = root.join(images).join(&city);
        if !folder.is_dir() {
            continue;
        }
        for name in names(&folder)? {
            let Some(id) = name.strip_suffix("_leftImg8bit.png") else { continue };
            pairs.push(Pair {
                id: id.to_owned(),
                city: Some(city.clone()),
                image: format!("{images}/{city}/{name}"),
                labels: Labels::Pixels(format!("gtFine/{split}/{city}/{id}_gtFine_labelIds.png")),
            });
        }
    }
    Ok(pairs)
}

impl ImageLabelFolders {
    fn list(&self, root: &Path, images: &str, split: &str) -> Result<Vec<Pair>> {
        let labels = self.labels.replace("{split}", split);
        let pair = |name: String| {
            let id = image_id(&name)?;
            let labels = Labels::Pixels(format!("{labels}/{id}.png"));
            Some(Pair { id: id.to_owned(), city: None, image: format!("{images}/{name}"), labels })
        };
        Ok(expected(&root.join(images))?.into_iter().filter_map(pair).collect())
    }
}
