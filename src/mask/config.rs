//! Masks as an experiment file states them.

use serde::{Deserialize, Serialize};

use crate::kind::{is_default, kind_enum};

/// How the importance of a place is decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Mask {
    /// Where the image has edges (METHOD section 6).
    Edges(Edges),
    /// Blocks drawn at random: the control that shows whether content matters.
    Random(Random),
    /// Where the labels change: which places a mask that knew the answer would keep fine. No network can have it;
    /// it bounds what a mask could win.
    Oracle(Oracle),
    /// Where a small network, trained together with the rest, says so (METHOD section 5).
    Learned(Learned),
    /// Around the keypoints that are to be described, the finer the closer (METHOD section 3).
    Keypoints(Keypoints),
    /// Everything is informative: equals the dense network of the fine stride.
    All(Nothing),
    /// Nothing is informative: equals the regular network of the coarse stride.
    None(Nothing),
}

/// The edge mask's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edges {
    /// Central difference on the normalised grey image from which on a pixel is an edge.
    pub threshold: f32,
    /// Side of the square that widens the edges, in pixels; odd (the paper: 11).
    #[serde(default = "eleven")]
    pub width: usize,
    /// Compare the difference's magnitude instead of its signed value (the authors compare the signed one).
    #[serde(default)]
    pub absolute: bool,
}

/// Random blocks; exactly one of the two is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Random {
    /// Share of active blocks.
    #[serde(default)]
    pub fraction: Option<f64>,
    /// As many active blocks in each image as this edge mask has there.
    #[serde(default)]
    pub like: Option<Edges>,
}

/// Boundaries between labelled classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oracle {
    /// Side of the square that widens the boundaries, in pixels; odd.
    pub width: usize,
}

/// A learned mask's settings; the defaults are the paper's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Share of the image that training drives towards being *downsampled*: 1 − the active fraction.
    #[serde(default = "half")]
    pub target: f64,
    /// Of (share downsampled − target)² in the loss.
    #[serde(default = "one")]
    pub weight: f32,
    /// τ of the Gumbel-softmax.
    #[serde(default = "one")]
    pub temperature: f32,
    /// Learning rate of the estimator as a multiple of the head's.
    #[serde(default = "hundredth")]
    pub rate: f32,
    /// The estimator's weights are given and stay as they are; the network is trained on the cells that it decides,
    /// and `target`, `weight`, `temperature` and `rate` play no part.
    #[serde(default, skip_serializing_if = "is_default")]
    pub frozen: bool,
}

/// Windows around keypoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keypoints {
    /// Side of the square around each keypoint that is at level 0, 1, … or finer, in pixels: odd, or 0 to leave the level
    /// out; one for each pool that is adaptive, in ascending order.
    pub dilations: Vec<usize>,
}

/// A mask without settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

kind_enum!(Mask {
    "edges" => Edges(Edges),
    "random" => Random(Random),
    "oracle" => Oracle(Oracle),
    "learned" => Learned(Learned),
    "keypoints" => Keypoints(Keypoints),
    "all" => All(Nothing),
    "none" => None(Nothing),
});

fn half() -> f64 {
    0.5
}

fn one() -> f32 {
    1.0
}

fn hundredth() -> f32 {
    0.01
}

fn eleven() -> usize {
    11
}
