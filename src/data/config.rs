//! Data as an experiment file states it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Which images of a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// One of the card's splits.
    pub split: String,
    /// Only images of these cities (Cityscapes).
    #[serde(default)]
    pub cities: Option<Vec<String>>,
    /// Only the first so many images.
    #[serde(default)]
    pub count: Option<usize>,
    /// A text file that names the images, one a line.
    #[serde(default)]
    pub list: Option<PathBuf>,
}

/// What is done to a training image at random.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Augmentation {
    /// Height and width of a random crop, in pixels.
    #[serde(default)]
    pub crop: Option<[usize; 2]>,
    /// Mirror every second image, left to right.
    #[serde(default)]
    pub flip: bool,
    #[serde(default)]
    pub jitter: Option<Jitter>,
    /// Smallest and largest factor of a random resize before the crop.
    #[serde(default)]
    pub scale: Option<[f32; 2]>,
}

/// Random changes of colour: each factor is drawn from 1 − x to 1 + x.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jitter {
    #[serde(default)]
    pub brightness: f32,
    #[serde(default)]
    pub contrast: f32,
    #[serde(default)]
    pub saturation: f32,
}
