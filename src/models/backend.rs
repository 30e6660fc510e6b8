//! What a network asks of whoever runs it. The forward pass of each network is written once and runs on
//! tensors (training, evaluation) as well as on bare shapes (cost, parameters, memory).

use super::layer::{BatchNorm, Conv};
use crate::Result;
use crate::grid::{Place, Window};

/// The parts of a network, whose costs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    Backbone,
    /// The estimator of a learned mask.
    Mask,
    Head,
}

/// Runs layers; `Rows` is whatever stands for a feature map there.
pub trait Backend {
    type Rows: Clone;

    /// The layers that follow belong to this part.
    fn enter(&mut self, part: Part);

    /// The scores of a learned mask, [boxes, 2], decide the levels of all that follows.
    fn decide(&mut self, scores: &Self::Rows) -> Result<()>;

    /// A convolution from the rows of one place to those of another.
    fn conv(&mut self, x: &Self::Rows, conv: &Conv, from: Place, to: Place) -> Result<Self::Rows>;

    /// Batch-norm, then the residual, then ReLU, as far as wanted.
    fn batch_norm(
        &mut self,
        x: &Self::Rows,
        norm: &BatchNorm,
        residual: Option<&Self::Rows>,
        relu: bool,
    ) -> Result<Self::Rows>;

    /// max(x, 0), where no batch-norm does it.
    fn relu(&mut self, x: &Self::Rows) -> Result<Self::Rows>;

    /// Max-pooling from the rows of one place to those of another; taps outside the image are left out.
    fn max_pool(&mut self, x: &Self::Rows, window: Window, from: Place, to: Place) -> Result<Self::Rows>;

    /// Adaptive 2×2 max-pooling into a depth: merged cells take the largest value of their four, the others
    /// stay (METHOD section 4).
    fn merge(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows>;

    /// From the cells at a depth to the regular lattice of the fine stride.
    fn to_lattice(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows>;

    /// Channels side by side.
    fn concat(&mut self, parts: &[&Self::Rows]) -> Result<Self::Rows>;

    /// Dropout while training, nothing otherwise.
    fn dropout(&mut self, x: &Self::Rows, p: f32) -> Result<Self::Rows>;

    /// The mean over each image, weighted by area: one row per image.
    fn mean_of_images(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows>;

    /// One row per image to every row of the image.
    fn broadcast(&mut self, x: &Self::Rows, place: Place) -> Result<Self::Rows>;

    /// The downsampling step into a depth by itself: merged cells take the value of their top-left one.
    fn keep(&mut self, x: &Self::Rows, depth: u8) -> Result<Self::Rows>;

    /// Bilinear (align_corners = false), from the regular lattice of one stride to that of another.
    fn resize(&mut self, x: &Self::Rows, from: usize, to: usize) -> Result<Self::Rows>;
}
