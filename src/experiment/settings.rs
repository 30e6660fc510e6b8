//! What one run is: everything that decides its result, apart from the seed.

use serde::{Deserialize, Serialize};

use crate::data::{Augmentation, Selection};
use crate::mask::Mask;
use crate::models::{Adaptive, Downsampling, Network};
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

/// What the network learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A class for every pixel (METHOD section 6).
    Segmentation,
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
    pub(super) fn resolve(mut self) -> Self {
        if let Downsampling::Adaptive(adaptive) = &mut self.downsampling {
            adaptive.block = Some(block_side(adaptive));
        }
        self
    }

    /// Image sides must be multiples of this many pixels; an image is padded up to the next one: the
    /// output stride, or the side of a block (METHOD section 3).
    pub fn pixel_multiple(&self) -> usize {
        match &self.downsampling {
            Downsampling::Regular(regular) => regular.output_stride,
            Downsampling::Adaptive(adaptive) => adaptive.fine.saturating_mul(block_side(adaptive)),
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

/// Side of the blocks in lattice cells; by default as in the paper.
pub(super) fn block_side(adaptive: &Adaptive) -> usize {
    adaptive.block.unwrap_or(if adaptive.fine == 16 { 2 } else { 4 })
}
