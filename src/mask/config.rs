//! Masks as an experiment file states them.

use serde::{Deserialize, Serialize};

use crate::kind::kind_enum;

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

/// A mask without settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

kind_enum!(Mask {
    "edges" => Edges(Edges),
    "random" => Random(Random),
    "oracle" => Oracle(Oracle),
    "all" => All(Nothing),
    "none" => None(Nothing),
});

fn eleven() -> usize {
    11
}
