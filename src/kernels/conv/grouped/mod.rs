//! Convolution in groups through a kernel map: each output channel reads the input channels of its group only. A group of
//! one channel is a depthwise convolution, which multiplies vectors of channels by vectors of weights; wider groups go
//! through the tile of the dense convolution, panel by panel, with the few input channels that a panel's groups have.
//!
//! An output's sum of finite numbers runs over taps, then over channels, whatever the panel, the instruction set and the thread.
//! (A NaN or an infinity reaches the groups that share its panel, too: the weights between groups are zeros there.)

mod backward_weight;
mod depthwise;
mod depthwise_weight;
mod pack;
mod sweep;

use super::Epilogue;
use super::backward_data::virtual_rows;
use super::input::Input;
use crate::grid::KernelMap;
pub use backward_weight::grouped_backward_weight;
#[cfg(all(test, unix))]
pub(super) use backward_weight::grouped_backward_weight_for;
pub use pack::GroupedWeight;
#[cfg(all(test, unix))]
pub(super) use pack::Groups;
use sweep::Sweep;

/// y[rows_out, c_out] = convolution in groups of x [rows_in, c_in] through `map`, then the epilogue; `y` is overwritten.
/// `weight` comes from [`GroupedWeight::new`]. Taps at −1 read zeros.
///
/// # Panics
/// When a slice's length or the weight's taps do not fit the map.
pub fn grouped_forward(
    x: &[f32],
    map: &KernelMap,
    weight: &GroupedWeight,
    y: &mut [f32],
    epilogue: Epilogue<'_>,
) {
    assert_eq!(weight.taps, map.taps(), "the weight has the map's taps");
    let input = Input::rows(x, map, weight.c_in);
    Sweep { input: &input, weight, rows: map.rows_out(), order: None, accumulate: false, epilogue }.run(y);
}

/// dx[rows_in, c_in] += gradient of the convolution, from `dy` [rows_out, c_out]; `weight` comes from
/// [`GroupedWeight::transposed`].
///
/// # Panics
/// As [`grouped_forward`].
pub fn grouped_backward_data(dy: &[f32], map: &KernelMap, weight: &GroupedWeight, dx: &mut [f32]) {
    assert_eq!(weight.taps, map.taps(), "the weight has the map's taps");
    let channels = weight.c_in;
    assert_eq!(dy.len(), map.rows_out() * channels, "the gradient is [{}, {channels}]", map.rows_out());
    let inverse = map.inverse();
    let virtual_rows = virtual_rows(dy, channels, inverse);
    let input = Input::inverse(dy, &virtual_rows, map, channels);
    let (rows, order, epilogue) = (map.rows_in(), inverse.order(), Epilogue::default());
    Sweep { input: &input, weight, rows, order, accumulate: true, epilogue }.run(dx);
}
