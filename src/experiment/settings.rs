//! What one run is: everything that decides its result, apart from the seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::data::{Augmentation, Preparation, Selection};
use crate::evaluate::Evaluation;
use crate::metrics::Task;
use crate::models::{Downsampling, Network};
use crate::train::Training;

/// The settings of one variant, as the merged experiment file states them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What the network is used for, and so what its scores are.
    pub task: Task,
    /// The images that it is trained and evaluated on.
    pub data: DataSettings,
    /// Random changes of training images (default: none).
    #[serde(default)]
    pub augmentation: Augmentation,
    /// Backbone and head, and the weights that they start from.
    pub network: Network,
    /// Regular or adaptive, and to which output strides.
    pub downsampling: Downsampling,
    /// `none` for weights that are evaluated as they are.
    #[serde(with = "super::none")]
    #[schemars(with = "super::none::NoneOr<Training>")]
    pub training: Option<Training>,
    /// Which checkpoint is evaluated, and how.
    #[serde(default)]
    pub evaluation: Evaluation,
}

/// The images of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSettings {
    /// Name of the data-set card: `datasets/<card>.yaml`.
    pub card: String,
    /// Height and width that every image is resized to first, in pixels (default: as it is).
    #[serde(default)]
    pub resize: Option<[usize; 2]>,
    /// The shorter side that every image is resized to first, in pixels, in place of `resize`.
    #[serde(default)]
    pub shorter_side: Option<usize>,
    /// Height and width of the window in the middle of evaluated images, in pixels (default: all of it).
    #[serde(default)]
    pub centre_crop: Option<[usize; 2]>,
    /// Height and width at which predictions are scored, in pixels: scores are resized to it, bilinearly, and held against labels
    /// of that size (segmentation; default: as large as the network sees them). So networks on smaller images are scored on
    /// the same pixels as others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scored_at: Option<[usize; 2]>,
    /// Only these classes, by name or folder (class folders; default: all of the card).
    #[serde(default)]
    pub classes: Option<Vec<String>>,
    /// Not needed where nothing is trained.
    #[serde(default)]
    pub train: Option<Selection>,
    /// The images that are evaluated, during training and at its end.
    pub val: Selection,
}

impl Settings {
    /// Puts in the defaults that depend on other settings, so that they show and count.
    ///
    /// # Errors
    /// When the strides or the block do not exist.
    pub(super) fn resolve(mut self) -> Result<Self> {
        let resolution = self.network.resolution(&self.downsampling)?;
        if let Downsampling::Adaptive(adaptive) = &mut self.downsampling {
            adaptive.block = Some(resolution.block);
        }
        if let Some(weights) = &mut self.network.weights {
            weights.part = Some(weights.portion());
        }
        Ok(self)
    }

    /// How every image is prepared, normalised as for ImageNet.
    pub fn preparation(&self) -> Preparation {
        Preparation {
            resize: self.data.resize,
            shorter_side: self.data.shorter_side,
            centre_crop: self.data.centre_crop,
            scored_at: self.data.scored_at,
            augmentation: self.augmentation.clone(),
            ..Preparation::default()
        }
    }

    /// Height and width of evaluated images, where the settings decide them.
    pub fn image_size(&self) -> Option<[usize; 2]> {
        self.data.centre_crop.or(self.data.resize)
    }

    /// Height and width of training images, where the settings decide them.
    pub fn crop_size(&self) -> Option<[usize; 2]> {
        let Augmentation { crop, resized_crop, .. } = &self.augmentation;
        crop.or(resized_crop.as_ref().map(|crop| crop.size))
    }

    /// Outputs of the network, where they are not the classes of the data.
    pub fn outputs(&self) -> Option<usize> {
        self.network.head.outputs()
    }

    /// Does a run draw anything from its seed?
    pub fn draws(&self) -> bool {
        let random = match &self.downsampling {
            Downsampling::Regular(_) => false,
            Downsampling::Adaptive(adaptive) => adaptive.mask.draws(),
        };
        self.training.is_some() || random || self.origin().is_some() || self.network.weights.is_none()
    }

    /// The variant whose weights a run starts from.
    pub fn origin(&self) -> Option<&str> {
        self.network.weights.as_ref()?.variant.as_deref()
    }

    /// The family that charts colour a variant by when it names none: the mask's kind, or `regular`.
    pub(super) fn family(&self) -> &'static str {
        match &self.downsampling {
            Downsampling::Regular(_) => "regular",
            Downsampling::Adaptive(adaptive) => adaptive.mask.kind(),
        }
    }
}
