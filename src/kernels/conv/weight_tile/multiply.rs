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
    // SAFETY: the promises are handed on; the tile is whole where that is said.
    unsafe {
        if tile.columns == VECTORS * S::LANES {
            multiply_columns::<S, CHANNELS, VECTORS, true>(tile);
        } else {
            multiply_columns::<S, CHANNELS, VECTORS, false>(tile);
        }
    }
}

/// `WHOLE`: the columns fill all vectors, so that no load needs a mask.
#[inline(always)]
unsafe fn multiply_columns<S: Simd, const CHANNELS: usize, const VECTORS: usize, const WHOLE: bool>(
    tile: &WeightTile<'_>,
) {
    // SAFETY: the input rows have the tile's channels, the gradient's rows and the sums' rows its columns;
    // of the last vector only the first lanes, up to the last column, are accessed.
    unsafe {
        let inside = S::first(tile.columns - (VECTORS - 1) * S::LANES);
        let masked = |v: usize| !WHOLE && v == VECTORS - 1;
        let load = |from: *const f32, v: usize| {
            let from = from.add(v * S::LANES);
            if masked(v) { S::load_masked(from, inside) } else { S::load(from) }
        };
        let mut sums = [[S::zero(); VECTORS]; CHANNELS];
        for pair in tile.pairs {
            let (values, gradient) =
                (pair.input.add(tile.input_offset), pair.gradient.add(tile.gradient_offset));
            let mut columns = [S::zero(); VECTORS];
            for v in 0..VECTORS {
                columns[v] = load(gradient, v);
            }
            for c in 0..CHANNELS {
                let value = S::splat(values.add(c));
                for v in 0..VECTORS {
                    sums[c][v] = S::multiply_add(value, columns[v], sums[c][v]);
                }
            }
        }
        for c in 0..CHANNELS {
            let to = tile.sums.add(c * tile.sums_width);
            for v in 0..VECTORS {
                let sum = S::add(load(to, v), sums[c][v]);
                let to = to.add(v * S::LANES);
                if masked(v) { S::store_masked(to, inside, sum) } else { S::store(to, sum) }
            }
        }
    }
}
