//! How a network downsamples, as an experiment file states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind::{is_default, kind_enum, kind_schema};
use crate::mask::Mask;

/// Which rows of a strided convolution on cells are computed. The values are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strided {
    /// Only those that the downsampling step keeps.
    #[default]
    Kept,
    /// All of the depth before, as the authors do; three quarters of the merged ones are thrown away.
    All,
}

/// What a cell that a downsampling step merges of four becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Merging {
    /// Its top-left one, as the paper has it: a strided convolution's row there.
    #[default]
    TopLeft,
    /// The mean of all four, not in the paper: the convolution runs on every cell of the depth before.
    Mean,
}

/// What a coarse cell's tap reads where it falls on finer cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoarseTaps {
    /// The one cell there, as the paper has it.
    #[default]
    Nearest,
    /// The mean of the block of finer cells that is as wide as the coarse one, not in the paper.
    BlockMean,
}

/// How the network downsamples after its fine stride.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Downsampling {
    /// One output stride everywhere.
    Regular(Regular),
    /// A fine output stride where the image is informative, a coarse one elsewhere.
    Adaptive(Adaptive),
}

/// The same everywhere, down to one output stride; later stages dilate instead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regular {
    /// 4, 8, 16 or 32; of descriptors 1, 2, 4 or 8.
    pub output_stride: usize,
}

/// Fine where the mask is set, coarse elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adaptive {
    /// Output stride of informative regions.
    pub fine: usize,
    /// Output stride of the rest.
    pub coarse: usize,
    /// Side of the blocks that are fine or coarse as a whole, in lattice cells (default: as in the paper,
    /// 4 on the lattices of stride 4 and 8, 2 on that of stride 16).
    #[serde(default)]
    pub block: Option<usize>,
    /// Which regions are informative.
    pub mask: Mask,
    /// The active fraction that `plan` computes with when the mask depends on images; rows carry the
    /// measured one.
    #[serde(default)]
    pub expected_active: Option<f64>,
    /// Which rows strided convolutions compute (default: those that the step keeps).
    #[serde(default, skip_serializing_if = "is_default")]
    pub strided: Strided,
    /// What the cells of a box that is downsampled merge to (default: the top-left one, as in the paper).
    #[serde(default, skip_serializing_if = "is_default")]
    pub merging: Merging,
    /// What a coarse cell's tap reads where it falls on finer cells (default: the nearest one, as in the paper).
    #[serde(default, skip_serializing_if = "is_default")]
    pub coarse_taps: CoarseTaps,
}

impl Adaptive {
    /// The paper's way between two strides under a mask, with blocks of the paper's size.
    pub fn new(fine: usize, coarse: usize, mask: Mask) -> Self {
        Adaptive {
            fine,
            coarse,
            block: None,
            mask,
            expected_active: None,
            strided: Strided::default(),
            merging: Merging::default(),
            coarse_taps: CoarseTaps::default(),
        }
    }
}

kind_enum!(Downsampling { "regular" => Regular(Regular), "adaptive" => Adaptive(Adaptive) });
kind_schema!(Downsampling { "regular" => Regular(Regular), "adaptive" => Adaptive(Adaptive) });
