//! Batches: prepared images, their masks and the tables made from them, put together in the background. Knows data, masks
//! and grids, nothing of training or evaluation.

mod input;
mod keypoints;
mod labels;
mod noise;
mod outputs;
mod shared;
mod source;

use std::sync::Arc;

use crate::grid::Tables;
pub use labels::{BatchLabels, NO_CLASS};
pub use noise::noise;
pub use outputs::Outputs;
pub use shared::SharedTables;
pub use source::BatchSource;

/// Images of one size with their labels and their geometry.
#[derive(Debug)]
pub struct Batch {
    /// Normalised RGB, [images·height·width, 3].
    pub pixels: Vec<f32>,
    /// A class for every pixel, or an output of the network for every image.
    pub labels: BatchLabels,
    /// Of the levels that the mask gives; fine everywhere in a regular network and before a learned mask decides.
    pub tables: Arc<Tables>,
    /// What is added to a learned mask's scores before it decides, [boxes, 2], where evaluation is to be as random as
    /// the authors'; else empty.
    pub noise: Vec<Vec<f32>>,
}

impl Batch {
    /// What a plan adds to a learned mask's scores before it decides, if anything.
    pub fn noise_of_decision(&self) -> Option<&[f32]> {
        self.noise.first().map(Vec::as_slice)
    }
}
