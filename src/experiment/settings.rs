//! What one run is: everything that decides its result, apart from the seed.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::data::{Augmentation, Preparation, Selection};
use crate::mask::Mask;
use crate::metrics::Task;
use crate::models::{Downsampling, Network, Resolution};
use crate::train::{Evaluation, Training};

/// The settings of one variant, as the merged experiment file states them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub task: Task,
    pub data: DataSettings,
    #[serde(default)]
    pub augmentation: Augmentation,
    pub network: Network,
    pub downsampling: Downsampling,
    pub training: Training,
    #[serde(default)]
    pub evaluation: Evaluation,
}

/// The images of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSettings {
    /// Name of the data-set card: `datasets/<card>.yaml`.
    pub card: String,
    /// Height and width that every image is resized to first, in pixels (default: as it is).
    #[serde(default)]
    pub resize: Option<[usize; 2]>,
    pub train: Selection,
    pub val: Selection,
}

impl Settings {
    /// Puts in the defaults that depend on other settings, so that they show and count.
    ///
    /// # Errors
    /// When the strides or the block do not exist.
    pub(super) fn resolve(mut self) -> Result<Self> {
        let resolution = Resolution::new(&self.downsampling)?;
        if let Downsampling::Adaptive(adaptive) = &mut self.downsampling {
            adaptive.block = Some(resolution.block);
        }
        Ok(self)
    }

    /// How every image is prepared, normalised as for ImageNet.
    pub fn preparation(&self) -> Preparation {
        Preparation {
            resize: self.data.resize,
            augmentation: self.augmentation.clone(),
            ..Preparation::default()
        }
    }

    /// The family that charts colour a variant by when it names none: the mask's kind, or `regular`.
    pub(super) fn family(&self) -> &'static str {
        match &self.downsampling {
            Downsampling::Regular(_) => "regular",
            Downsampling::Adaptive(adaptive) => match adaptive.mask {
                Mask::Edges(_) => "edges",
                Mask::Random(_) => "random",
                Mask::All(_) => "all",
                Mask::None(_) => "none",
            },
        }
    }
}
