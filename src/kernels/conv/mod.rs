//! Convolution through a kernel map: forward, and backward to data and weights.
//!
//! The design is an *indirect* convolution (Dukhan, "The Indirect Convolution Algorithm",
//! arXiv 1907.02129): weights are packed once; a tile of output rows looks up where each tap's input row
//! starts and multiplies from there, so that no matrix of gathered rows ever exists.

mod backward_data;
mod backward_weight;
mod bfloat16;
mod block;
mod forward;
mod forward_tile;
mod grouped;
mod input;
mod pack;
mod panels;
mod schedule;
mod sweep;
mod weight;
mod weight_tile;
mod window;

#[cfg(test)]
mod tests;

pub use backward_data::backward_data;
pub use backward_weight::backward_weight;
pub use forward::forward;
pub use grouped::{GroupedWeight, grouped_backward_data, grouped_backward_weight, grouped_forward};
pub use pack::PackedWeight;
pub use weight::Weight;

use super::rows::activation::Activation;

/// What happens to a finished output row, in this order: bias, residual, ReLU, another activation.
#[derive(Clone, Copy, Default)]
pub struct Epilogue<'a> {
    /// [c_out]
    pub bias: Option<&'a [f32]>,
    /// [rows_out, c_out]
    pub residual: Option<&'a [f32]>,
    /// Negative values become 0 (a NaN stays).
    pub relu: bool,
    /// What each number goes through in the end.
    pub activation: Option<Activation>,
}
