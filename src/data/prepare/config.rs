//! How images are prepared; augmentation as an experiment file states it.

use serde::{Deserialize, Serialize};

/// No side of an image may be resized or cropped to more than this, in pixels.
pub const LARGEST_SIDE: usize = 16_384;

/// How an image becomes a network's input.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Preparation {
    /// Height and width to which every image is resized first, in training and evaluation.
    pub resize: Option<[usize; 2]>,
    pub normalisation: Normalisation,
    /// Random changes, in training only.
    pub augmentation: Augmentation,
}

/// (value − mean) / std for red, green and blue of an image in 0…1; ImageNet's by default.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalisation {
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

/// Random changes of training images, in the order in which they apply.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Augmentation {
    /// Both sides are multiplied by one factor, uniform in [minimum, maximum], in the same step as
    /// [`Preparation::resize`].
    pub scale: Option<[f32; 2]>,
    /// Height and width of a window at a uniformly random place. Where the image is smaller, it lies at a
    /// random place inside; the rest is mean colour and ignored (the paper: 768×768).
    pub crop: Option<[usize; 2]>,
    /// Mirror every second image.
    pub flip: bool,
    pub jitter: Jitter,
}

/// Colour jitter (the paper: 0.5 each). Each factor is uniform in [max(0, 1 − x), 1 + x]; 0 switches it off.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Jitter {
    pub brightness: f32,
    pub contrast: f32,
    pub saturation: f32,
}

impl Default for Normalisation {
    fn default() -> Self {
        Normalisation { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
    }
}
