//! The inner loop: outer products of input rows and gradient rows, row by row.

// Loops over a tile's channels and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use super::WeightTile;
use crate::kernels::simd::Simd;

/// Adds a tile's products to the weight's gradient.
///
/// # Safety
/// As [`super::WeightKernel::run`]; the tile has CHANNELS channels and a panel of VECTORS vectors.
#[inline(always)]
pub(super) unsafe fn multiply<S: Simd, const CHANNELS: usize, const VECTORS: usize>(tile: &WeightTile<'_>) {
    let last = (VECTORS - 1) * S::LANES;
    // SAFETY: the input rows have the tile's channels, the gradient's rows and the sums' rows its columns;
    // of the last vector only the first `columns − last` lanes are accessed.
    unsafe {
        let inside = S::first(tile.columns - last);
        let mut gradient = tile.gradient;
        let mut sums = [[S::zero(); VECTORS]; CHANNELS];
        for row in 0..tile.rows {
            if let Some(start) = tile.input.start(row, tile.tap) {
                let values = start.add(tile.channel);
                let mut columns = [S::zero(); VECTORS];
                for v in 0..VECTORS - 1 {
                    columns[v] = S::load(gradient.add(v * S::LANES));
                }
                columns[VECTORS - 1] = S::load_masked(gradient.add(last), inside);
                for c in 0..CHANNELS {
                    let value = S::splat(values.add(c));
                    for v in 0..VECTORS {
                        sums[c][v] = S::multiply_add(value, columns[v], sums[c][v]);
                    }
                }
            }
            gradient = gradient.add(tile.gradient_width);
        }
        for c in 0..CHANNELS {
            let to = tile.sums.add(c * tile.sums_width);
            for v in 0..VECTORS - 1 {
                let to = to.add(v * S::LANES);
                S::store(to, S::add(S::load(to), sums[c][v]));
            }
            let to = to.add(last);
            let sum = S::add(S::load_masked(to, inside), sums[c][VECTORS - 1]);
            S::store_masked(to, inside, sum);
        }
    }
}
