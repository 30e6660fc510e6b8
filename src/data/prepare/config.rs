//! Preparation of images as an experiment file states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resized_crop::ResizedCrop;
use super::side::check_size;
use crate::{Error, Result};

/// How an image becomes a network's input.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Preparation {
    /// Height and width to which every image is resized first, in training and evaluation.
    pub resize: Option<[usize; 2]>,
    /// The shorter side, in pixels, to which every image is resized first with its proportions kept, in place of
    /// `resize`.
    pub shorter_side: Option<usize>,
    /// Height and width of the window in the middle of an image that is evaluated (default: all of it).
    pub centre_crop: Option<[usize; 2]>,
    /// Height and width at which evaluated images keep their labels, whatever the network sees ([`Scored`](super::Scored)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scored_at: Option<[usize; 2]>,
    /// What is subtracted from every pixel, and what the rest is divided by.
    pub normalisation: Normalisation,
    /// Random changes, in training only.
    pub augmentation: Augmentation,
}

/// Luma weights of red, green and blue (ITU-R BT.601).
pub const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// (value − mean) / std for red, green and blue of an image in 0…1; ImageNet's by default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Normalisation {
    /// Subtracted: red, green, blue.
    pub mean: [f32; 3],
    /// The divisor after that: red, green, blue.
    pub std: [f32; 3],
}

/// Random changes of training images, in the order in which they apply.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Augmentation {
    /// Both sides are multiplied by one factor, uniform in [minimum, maximum], in the same step as
    /// [`Preparation::resize`].
    pub scale: Option<[f32; 2]>,
    /// Height and width of a window at a uniformly random place. Where the image is smaller, it lies at a
    /// random place inside; the rest is mean colour and ignored (the paper: 768×768).
    pub crop: Option<[usize; 2]>,
    /// A random part of the image as it is stored, resized: in place of `resize`, `scale` and `crop`.
    pub resized_crop: Option<ResizedCrop>,
    /// Mirror every second image.
    pub flip: bool,
    /// Random brightness, contrast and saturation; none by default.
    pub jitter: Jitter,
}

/// Colour jitter (the paper: 0.5 each). Each factor is uniform in [max(0, 1 − x), 1 + x]; 0 switches it off.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Jitter {
    /// The x of blends with black.
    pub brightness: f32,
    /// The x of blends with the image's mean grey.
    pub contrast: f32,
    /// The x of blends with each pixel's own grey.
    pub saturation: f32,
}

impl Default for Normalisation {
    fn default() -> Self {
        Normalisation { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
    }
}

impl Preparation {
    /// Refuses settings that no image could satisfy.
    ///
    /// # Errors
    /// Names the setting and the range it must lie in.
    pub fn check(&self) -> Result<()> {
        check_size("resize", self.resize)?;
        check_size("crop", self.augmentation.crop)?;
        check_size("centre_crop", self.centre_crop)?;
        check_size("scored_at", self.scored_at)?;
        if self.scored_at.is_some() && self.centre_crop.is_some() {
            return Err(
                Error::new("`scored_at` and `centre_crop` both say which pixels are scored").help("give one")
            );
        }
        check_size("shorter_side", self.shorter_side.map(|side| [side, side]))?;
        if self.resize.is_some() && self.shorter_side.is_some() {
            return Err(
                Error::new("`resize` and `shorter_side` both say how large images are").help("give one")
            );
        }
        if let Some(crop) = &self.augmentation.resized_crop {
            crop.check(self.augmentation.scale.is_some() || self.augmentation.crop.is_some())?;
        }
        if let Some([minimum, maximum]) = self.augmentation.scale {
            // Written so that a NaN fails too.
            if !(minimum > 0.0 && minimum <= maximum && maximum <= 16.0) {
                return Err(Error::new(format!("`scale: [{minimum}, {maximum}]` is no range of factors"))
                    .help("give a minimum above 0 and a maximum that is not below it and at most 16"));
            }
        }
        let Jitter { brightness, contrast, saturation } = self.augmentation.jitter;
        for (name, value) in [("brightness", brightness), ("contrast", contrast), ("saturation", saturation)]
        {
            if !(0.0..=10.0).contains(&value) {
                return Err(Error::new(format!("jitter's `{name}: {value}` is not in 0 to 10")));
            }
        }
        let Normalisation { mean, std } = &self.normalisation;
        if !std.iter().all(|std| *std > 0.0 && std.is_finite()) || !mean.iter().all(|mean| mean.is_finite()) {
            return Err(Error::new("`normalisation` needs finite means and standard deviations above 0"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(yaml: &str) -> String {
        let preparation: Preparation = serde_yaml::from_str(yaml).unwrap();
        preparation.check().unwrap_err().to_string()
    }

    #[test]
    fn an_empty_mapping_is_plain_imagenet_normalisation() {
        let preparation: Preparation = serde_yaml::from_str("{}").unwrap();
        assert_eq!(preparation, Preparation::default());
        preparation.check().unwrap();
    }

    #[test]
    fn settings_that_no_image_satisfies_are_refused() {
        insta::assert_snapshot!(refusal("{resize: [0, 20]}"), @"
        `resize: [0, 20]` is no size of an image
        help: give height and width in pixels, each 1 to 16384
        ");
        insta::assert_snapshot!(refusal("{augmentation: {scale: [2, 0.5]}}"), @"
        `scale: [2, 0.5]` is no range of factors
        help: give a minimum above 0 and a maximum that is not below it and at most 16
        ");
        insta::assert_snapshot!(refusal("{augmentation: {jitter: {contrast: -1}}}"), @"jitter's `contrast: -1` is not in 0 to 10");
        insta::assert_snapshot!(refusal("{normalisation: {std: [1, 0, 1]}}"), @"`normalisation` needs finite means and standard deviations above 0");
    }
}
