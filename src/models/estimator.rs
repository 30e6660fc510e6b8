//! The estimator of a learned mask (METHOD section 5): from the features before the cells to a choice for every
//! box of 2×2 lattice positions, fine or downsampled.

use super::backbone::scaled;
use crate::graph::{BOX, Builder, Value, Window};
use crate::grid::{self, Place};

/// Scores [boxes, 2] of features on the lattice of the fine stride: channel 1 says "downsample".
///
/// Four 3×3 convolutions with a max-pool among them: 128 and 64 channels in a network of the published width, in others
/// as much narrower or wider as these are: else the mask of a narrow network would cost more than it saves. Numbers are
/// those of the authors' sequence, which counts ReLUs and the pool.
pub fn estimate(b: &Builder, features: Value, width: f64, fine_stride: usize) -> Value {
    let b = b.pp("backbone").pp("mask_estimator");
    let [wide, narrow] = [128, 64].map(|channels| scaled(channels, width));
    let conv = |number: usize, x, channels| b.pp(number).conv(x, Window::new(channels, 3).biased());
    let x = b.relu(conv(0, features, wide));
    let x = b.relu(conv(2, x, narrow));
    let boxes = Place::Lattice { stride: BOX * fine_stride };
    let x = b.max_pool(x, boxes, grid::Window::unpadded(BOX));
    let x = b.relu(conv(5, x, narrow));
    conv(7, x, 2)
}
