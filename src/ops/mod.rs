//! Operations on rows over dfdx tensors, with gradients. A feature map is a matrix [rows, channels], one
//! row per cell; where the rows lie is told by tables from `grid`. Knows kernels and grid, nothing above.
//!
//! Two implementations stand behind one trait: [`Fast`] (this crate's CPU kernels) and [`Stock`] (dfdx's
//! own operations, on any dfdx device). They are tested equal, which is how a device is checked.

mod batch_norm;
mod check;
mod concat;
mod conv;
mod cross_entropy;
mod dropout;
mod fast;
mod gather;
mod gradient;
mod graph;
mod gumbel;
mod max_pool;
mod mix;
mod pointwise;
mod pool_images;
mod resize;
mod sgd;
mod stock;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use dfdx::prelude::*;

pub use fast::Fast;
pub use graph::{Graph, Rows};
pub use gumbel::Choice;
pub use sgd::Sgd;
pub use stock::Stock;
pub use view::{from_vec, to_vec};

use crate::Result;
use crate::grid::KernelMap;

/// What the normalisation of a training step found in its batch, per channel.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchStatistics {
    pub mean: Vec<f32>,
    /// Unbiased (n − 1), as PyTorch keeps in `running_var`.
    pub variance: Vec<f32>,
}

/// How a batch-norm ends: what is added to it and whether it is rectified, fused into one pass.
pub struct Ending<'a, D: Device<f32>> {
    /// Added after the affine map (the shortcut of a residual block).
    pub residual: Option<&'a Rows<D>>,
    pub relu: bool,
}

// Not derived: that would ask for devices that are `Copy`.
impl<D: Device<f32>> Clone for Ending<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Device<f32>> Copy for Ending<'_, D> {}

/// Every operation of the networks here, each recorded on the graph's tape when that is training.
///
/// Shapes that do not fit are mistakes of the caller in this crate; they are reported as errors that name
/// the operation and both shapes.
pub trait RowOps {
    type Device: Device<f32>;

    /// The device on which this crate's inference engine computes the same, only faster; `None` where it does not.
    fn engine_device(&self) -> Option<crate::device::Device> {
        None
    }

    /// The device on which tensors live.
    fn device(&self) -> &Self::Device;

    /// A matrix from its values, row-major.
    ///
    /// # Errors
    /// When there are not rows × channels values, or the device has no memory.
    fn rows_from(&self, values: Vec<f32>, rows: usize, channels: usize) -> Result<Rows<Self::Device>> {
        from_vec(self.device(), values, (rows, channels))
    }

    /// The values of a matrix, row-major.
    fn to_vec(&self, rows: &Rows<Self::Device>) -> Vec<f32> {
        to_vec(rows)
    }

    /// Convolution through a kernel map: `x` [rows_in, c_in], `weight` [taps·c_in, c_out] (tap-major),
    /// `bias` [1, c_out] → [rows_out, c_out]. Taps at −1 read zeros.
    fn conv(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        weight: &Rows<Self::Device>,
        bias: Option<&Rows<Self::Device>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Self::Device>>;

    /// The same for images, which need no gradient: the backward pass to the data, as costly as the forward
    /// pass, is left out.
    fn conv_of_images(
        &self,
        graph: &mut Graph<Self::Device>,
        images: &Rows<Self::Device>,
        weight: &Rows<Self::Device>,
        bias: Option<&Rows<Self::Device>>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Self::Device>>;

    /// Batch-norm with the batch's own statistics over all rows; `weight`, `bias` [1, c].
    fn batch_norm_train(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        weight: &Rows<Self::Device>,
        bias: &Rows<Self::Device>,
        eps: f32,
        ending: Ending<'_, Self::Device>,
    ) -> Result<(Rows<Self::Device>, BatchStatistics)>;

    /// Batch-norm with given (running) statistics; differentiable in `x`, `weight`, `bias`.
    #[allow(clippy::too_many_arguments)] // the arguments of the formula, nothing to group
    fn batch_norm_eval(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        weight: &Rows<Self::Device>,
        bias: &Rows<Self::Device>,
        running: &BatchStatistics,
        eps: f32,
        ending: Ending<'_, Self::Device>,
    ) -> Result<Rows<Self::Device>>;

    /// max(x, 0).
    fn relu(&self, graph: &mut Graph<Self::Device>, x: &Rows<Self::Device>) -> Result<Rows<Self::Device>>;

    /// a + b, same shapes.
    fn add(
        &self,
        graph: &mut Graph<Self::Device>,
        a: &Rows<Self::Device>,
        b: &Rows<Self::Device>,
    ) -> Result<Rows<Self::Device>>;

    /// The largest value over the taps that are not −1 (a row without any is an error). The gradient goes
    /// to the first tap that holds the maximum.
    fn max_pool(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Self::Device>>;

    /// Row r of the result is the row that the one-tap map names (back to the lattice, nearest resize,
    /// broadcasting one row per image); zeros where it names none.
    fn gather(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        map: &Arc<KernelMap>,
    ) -> Result<Rows<Self::Device>>;

    /// Bilinear resize of `images` regular lattices, align_corners = false, as PyTorch computes it:
    /// [images·h·w, c] → [images·H·W, c].
    fn resize_bilinear(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        images: usize,
        from: (usize, usize),
        to: (usize, usize),
    ) -> Result<Rows<Self::Device>>;

    /// Channels side by side: [rows, c1], [rows, c2], … → [rows, c1 + c2 + …].
    fn concat(
        &self,
        graph: &mut Graph<Self::Device>,
        parts: &[&Rows<Self::Device>],
    ) -> Result<Rows<Self::Device>>;

    /// Sets each element to 0 with probability `p` and scales the rest by 1/(1−p). The draws depend on
    /// `seed` and the element's position alone, not on threads.
    fn dropout(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        p: f32,
        seed: u64,
    ) -> Result<Rows<Self::Device>>;

    /// The weighted sum of each image's rows (global average pooling when the weights are area shares):
    /// rows `start[i]..start[i+1]` → row i.
    fn pool_images(
        &self,
        graph: &mut Graph<Self::Device>,
        x: &Rows<Self::Device>,
        start: &[usize],
        weight: &[f32],
    ) -> Result<Rows<Self::Device>>;

    /// (1 − share) · fine + share · coarse, row by row: `fine`, `coarse` [rows, c], `share` [rows, 1].
    fn mix(
        &self,
        graph: &mut Graph<Self::Device>,
        fine: &Rows<Self::Device>,
        coarse: &Rows<Self::Device>,
        share: &Rows<Self::Device>,
    ) -> Result<Rows<Self::Device>>;

    /// The second channel of a Gumbel-softmax: `scores` [rows, 2] → [rows, 1].
    fn gumbel(
        &self,
        graph: &mut Graph<Self::Device>,
        scores: &Rows<Self::Device>,
        choice: Choice<'_>,
    ) -> Result<Rows<Self::Device>>;

    /// Mean cross-entropy over the rows whose label is not `ignored`; 0 when all are ignored. Labels are
    /// class numbers < channels.
    fn cross_entropy(
        &self,
        graph: &mut Graph<Self::Device>,
        logits: &Rows<Self::Device>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Tensor<Rank0, f32, Self::Device>>;
}
