//! Backward to the data: the forward sweep through the inverse map, with each tap's weight transposed.

use rayon::prelude::*;

use super::input::Input;
use super::sweep::Sweep;
use super::{Epilogue, PackedWeight};
use crate::grid::{InverseMap, KernelMap};

/// dx[rows_in, c_in] += gradient of the convolution, from `dy` [rows_out, c_out]; `weight` comes from
/// [`PackedWeight::transposed`].
///
/// Each input row has one owner that adds its outputs up in a fixed order, so nothing is atomic.
///
/// # Panics
/// When a slice's length or the weight's taps do not fit the map.
pub fn backward_data(dy: &[f32], map: &KernelMap, weight: &PackedWeight, dx: &mut [f32]) {
    assert_eq!(weight.taps, map.taps(), "the weight has the map's taps");
    let channels = weight.c_in;
    assert_eq!(dy.len(), map.rows_out() * channels, "the gradient is [{}, {channels}]", map.rows_out());
    let inverse = map.inverse();
    let virtual_rows = virtual_rows(dy, channels, inverse);
    let input = Input::inverse(dy, &virtual_rows, map, channels);
    let order = inverse.order();
    let epilogue = Epilogue::default();
    Sweep { input: &input, weight, rows: map.rows_in(), order, accumulate: true, epilogue }.run(dx);
}

/// The gradients of outputs that read one input through the same tap, summed in ascending order.
pub(super) fn virtual_rows(dy: &[f32], channels: usize, inverse: &InverseMap) -> Vec<f32> {
    let mut sums = vec![0.0; inverse.virtual_count() * channels];
    sums.par_chunks_exact_mut(channels).enumerate().for_each(|(number, sum)| {
        for &row in inverse.virtual_row(number) {
            for (sum, value) in sum.iter_mut().zip(&dy[row as usize * channels..][..channels]) {
                *sum += value;
            }
        }
    });
    sums
}
