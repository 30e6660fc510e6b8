//! One operation in its place.

use crate::grid::Place;
use crate::ops::Op;

/// An operation, what it reads, and where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// State-dict path without `.weight`; of an operation without parameters what it does.
    pub name: String,
    /// Nodes before this one.
    pub inputs: Vec<usize>,
    /// Channels of the result.
    pub channels: usize,
    /// Where the result lies.
    pub place: Place,
    /// The part of the network that its cost counts to.
    pub part: Part,
    /// The stage of the network, as tables and pictures call it: `layer3`.
    pub stage: &'static str,
    /// On whose cells the result lies.
    pub geometry: Geometry,
}

/// The parts of a network, whose costs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The layers that make features of an image.
    Backbone,
    /// The estimator of a learned mask, and its choice.
    Mask,
    /// The layers that make scores of the backbone's features.
    Head,
}

impl Part {
    /// All of them, in the order of a network.
    pub const ALL: [Part; 3] = [Part::Backbone, Part::Mask, Part::Head];

    /// As tables name it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Backbone => "backbone",
            Part::Mask => "mask",
            Part::Head => "head",
        }
    }
}

/// On whose cells a node lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometry {
    /// Those of the batch.
    Given,
    /// Those that the network's own mask decides.
    Decided,
    /// Level 1 everywhere: the coarse branch of a learned mask in training.
    Coarse,
}
