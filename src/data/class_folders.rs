//! The layout with a folder of images for every class.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::files::names;
use super::pair::{IMAGES, Pair, expected, image_id};
use super::{Class, Labels};
use crate::{Error, Result};

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

/// The images of some classes, each below the folder `images` of the root.
///
/// # Errors
/// When a class has no folder, or its folder no image.
pub(super) fn list(root: &Path, images: &str, classes: &[Class]) -> Result<Vec<Pair>> {
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
