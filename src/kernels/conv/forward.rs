//! The forward pass.

use super::input::Input;
use super::sweep::Sweep;
use super::{Epilogue, PackedWeight};
use crate::grid::KernelMap;

/// y[rows_out, c_out] = convolution of x [rows_in, c_in] through `map`, then the epilogue; `y` is
/// overwritten. `weight` comes from [`PackedWeight::new`]. Taps at −1 read zeros.
///
/// # Panics
/// When a slice's length or the weight's taps do not fit the map.
pub fn forward(x: &[f32], map: &KernelMap, weight: &PackedWeight, y: &mut [f32], epilogue: Epilogue<'_>) {
    assert_eq!(weight.taps, map.taps(), "the weight has the map's taps");
    let input = match weight.bfloat16 {
        None => Input::new(x, map, weight.c_in),
        Some(proof) => Input::bfloat16(proof, x, map, weight.c_in),
    };
    let rows = map.rows_out();
    Sweep { input: &input, weight, rows, order: None, accumulate: false, epilogue }.run(y);
}
