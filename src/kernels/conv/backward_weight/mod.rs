//! Backward to the weights: dw[tap, i, o] += Σ over output rows of x[row that the tap reads, i] · dy[row, o].
//!
//! Rows are summed in runs of a fixed length, runs in order; a run is made ready once (`run.rs`) for all tiles that read it. A large weight is shared out: each task owns
//! some channels of a tap. A small one would not give enough tasks, so its rows are shared out instead:
//! each task sums its part of the rows into a gradient of its own, and these are added in order.

mod pass;
mod run;

use super::input::Input;
use super::panels::Panels;
use crate::grid::KernelMap;
use crate::system::isa::Isa;
use pass::Pass;
pub(super) use run::RUN;

/// Up to this many floats a weight counts as small.
const SMALL_WEIGHT: usize = 1 << 16;
/// Rows that justify a part with a gradient of its own, and the most parts.
const ROWS_PER_PART: usize = 1024;
const MOST_PARTS: usize = 16;

/// dw[taps·c_in, c_out] += gradient of the convolution, from `x` [rows_in, c_in] and `dy`
/// [rows_out, c_out].
///
/// # Panics
/// When a slice's length does not fit the map.
pub fn backward_weight(x: &[f32], c_in: usize, dy: &[f32], c_out: usize, map: &KernelMap, dw: &mut [f32]) {
    backward_weight_for(Isa::best(), x, c_in, dy, c_out, map, dw);
}

pub(super) fn backward_weight_for(
    isa: Isa,
    x: &[f32],
    c_in: usize,
    dy: &[f32],
    c_out: usize,
    map: &KernelMap,
    dw: &mut [f32],
) {
    assert!(c_in > 0 && c_out > 0, "a weight needs channels");
    assert_eq!(dy.len(), map.rows_out() * c_out, "the gradient is [{}, {c_out}]", map.rows_out());
    assert_eq!(dw.len(), map.taps() * c_in * c_out, "the weight's gradient is [taps·c_in, c_out]");
    let input = Input::new(x, map, c_in);
    let pass = Pass { input: &input, gradient: dy, rows: map.rows_out(), panels: Panels::narrow(isa, c_out) };
    let parts = parts(map.rows_out(), dw.len());
    if parts == 1 { pass.add_owned_pieces(dw) } else { pass.add_parts(parts, dw) }
}

/// How many parts of the rows get a gradient of their own.
pub(super) fn parts(rows: usize, weight: usize) -> usize {
    if weight > SMALL_WEIGHT {
        return 1;
    }
    match (rows / ROWS_PER_PART).clamp(1, MOST_PARTS) {
        few @ 0..4 => few,
        // Multiples of four leave no thread of two or four without work at the end.
        more => more / 4 * 4,
    }
}
