//! An image with what is known of it, and how both are found by their names.

use std::path::Path;

use super::Labels;
use super::files::names;
use crate::Result;

/// What is read as an image.
pub const IMAGES: &str = "images end in .png, .jpg or .jpeg";

/// An image and its label file, as paths below the root, or the class of the whole image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub id: String,
    /// The city of a Cityscapes layout.
    pub city: Option<String>,
    pub image: String,
    pub labels: Labels<String>,
}

/// The names in a folder that the layout asks for.
pub(super) fn expected(folder: &Path) -> Result<Vec<String>> {
    names(folder)
        .map_err(|error| error.or_help("the card's layout expects this folder below the data set's root"))
}

/// An image's name without its ending; `None` when it is no image.
pub fn image_id(name: &str) -> Option<&str> {
    let (id, extension) = name.rsplit_once('.')?;
    ["png", "jpg", "jpeg"].contains(&extension.to_ascii_lowercase().as_str()).then_some(id)
}
