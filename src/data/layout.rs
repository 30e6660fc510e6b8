//! Where the images of a split and their labels lie.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::names;
use super::{Class, Labels};
use crate::kind::kind_enum;
use crate::{Error, Result};

/// What is read as an image.
const IMAGES: &str = "images end in .png, .jpg or .jpeg";

/// How a data set's folders are laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Layout {
    Cityscapes(Cityscapes),
    ImageLabelFolders(ImageLabelFolders),
    ClassFolders(ClassFolders),
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

/// A folder of images (PNG or JPEG) for every class, as ImageNet has them; what else lies there is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassFolders {
    /// Folder below the root that holds the classes' folders; `{split}` stands for the split's name.
    #[serde(default = "split")]
    pub images: String,
}

fn split() -> String {
    "{split}".to_owned()
}

kind_enum!(Layout {
    "cityscapes" => Cityscapes(Cityscapes),
    "image-label-folders" => ImageLabelFolders(ImageLabelFolders),
    "class-folders" => ClassFolders(ClassFolders),
});

/// An image and its label file, as paths below the root, or the class of the whole image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub id: String,
    /// The city of a Cityscapes layout.
    pub city: Option<String>,
    pub image: String,
    pub labels: Labels<String>,
}

impl Layout {
    /// Does each image have one class as a whole?
    pub fn has_one_class_per_image(&self) -> bool {
        matches!(self, Layout::ClassFolders(_))
    }

    /// Every image of a split that shows one of the classes, sorted by id.
    pub(super) fn list(&self, root: &Path, split: &str, classes: &[Class]) -> Result<Vec<Pair>> {
        let images = self.image_folder(split);
        let mut pairs = match self {
            Layout::Cityscapes(_) => list_cities(root, &images, split)?,
            Layout::ImageLabelFolders(folders) => folders.list(root, &images, split)?,
            Layout::ClassFolders(_) => list_classes(root, &images, classes)?,
        };
        if pairs.is_empty() {
            return Err(Error::new(format!("split `{split}` holds no image"))
                .at(root.join(images).display())
                .help(match self {
                    Layout::Cityscapes(_) => "images are called <city>/<id>_leftImg8bit.png",
                    Layout::ImageLabelFolders(_) | Layout::ClassFolders(_) => IMAGES,
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
        }
    }
}

/// The names in a folder that the layout asks for.
fn expected(folder: &Path) -> Result<Vec<String>> {
    names(folder)
        .map_err(|error| error.help("the card's layout expects this folder below the data set's root"))
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

/// An image's name without its ending; `None` when it is no image.
fn image_id(name: &str) -> Option<&str> {
    let (id, extension) = name.rsplit_once('.')?;
    ["png", "jpg", "jpeg"].contains(&extension.to_ascii_lowercase().as_str()).then_some(id)
}

fn list_classes(root: &Path, images: &str, classes: &[Class]) -> Result<Vec<Pair>> {
    let known = expected(&root.join(images))?;
    let mut pairs = Vec::new();
    for (number, class) in (0u16..).zip(classes) {
        // The card was checked: every class of this layout has a folder.
        let folder = class.folder.as_deref().unwrap_or_default();
        let place = root.join(images).join(folder);
        if !known.iter().any(|name| name == folder) {
            return Err(Error::new(format!("the class `{}` has no folder `{folder}`", class.name))
                .at(place.display())
                .help("add the folder, or leave the class out with `data: {classes: […]}`"));
        }
        let found = names(&place)?;
        let before = pairs.len();
        pairs.extend(found.iter().filter_map(|name| {
            let id = format!("{folder}/{}", image_id(name)?);
            let image = format!("{images}/{folder}/{name}");
            Some(Pair { id, city: None, image, labels: Labels::Image(number) })
        }));
        if pairs.len() == before {
            return Err(Error::new(format!("the class `{}` has no image", class.name))
                .at(place.display())
                .help(format!("{IMAGES}; or leave the class out with `data: {{classes: […]}}`")));
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
