//! Weights of any convolution, as a plan keeps them.

use super::{Epilogue, GroupedWeight, PackedWeight, forward, grouped_forward};
use crate::grid::KernelMap;

/// A packed weight.
pub enum Weight {
    /// Every output channel reads every input channel.
    Dense(PackedWeight),
    /// It reads those of its group.
    Grouped(GroupedWeight),
}

impl Weight {
    /// y[rows_out, c_out] = convolution of x [rows_in, c_in] through `map`, then the epilogue; `y` is overwritten.
    ///
    /// # Panics
    /// When a slice's length or the weight's taps do not fit the map.
    pub fn forward(&self, x: &[f32], map: &KernelMap, y: &mut [f32], epilogue: Epilogue<'_>) {
        match self {
            Weight::Dense(weight) => forward(x, map, weight, y, epilogue),
            Weight::Grouped(weight) => grouped_forward(x, map, weight, y, epilogue),
        }
    }
}
