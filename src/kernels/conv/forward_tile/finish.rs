//! The way from a tile's sums to the output: earlier parts, bias, residual, ReLU.

// Loops over a tile's rows and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use std::mem::MaybeUninit;

use super::super::block::Block;
use super::Tile;
use crate::kernels::simd::Simd;

/// Floats of the largest tile (4 × 64 and 8 × 32).
const LARGEST_TILE: usize = 256;

/// Adds the tile's sums to the output, with the epilogue after the last part.
///
/// # Safety
/// As [`super::TileKernel::run`], of which the weights are none of this.
#[inline(always)]
pub(in super::super) unsafe fn finish<S: Simd, const ROWS: usize, const VECTORS: usize>(
    block: &Block<'_>,
    tile: &Tile<'_>,
    sums: [[S::Vector; VECTORS]; ROWS],
) {
    // The sums leave their registers here, once. The branches below would otherwise make the compiler
    // keep them in memory through the whole multiplication.
    let mut memory = MaybeUninit::<[f32; LARGEST_TILE]>::uninit();
    let memory = memory.as_mut_ptr().cast::<f32>();
    let output = &block.output;
    // SAFETY: a tile has at most LARGEST_TILE floats; the rows and columns of the output are the tile's
    // own, and `inside` selects only those columns.
    unsafe {
        for r in 0..ROWS {
            for v in 0..VECTORS {
                S::store(memory.add((r * VECTORS + v) * S::LANES), sums[r][v]);
            }
        }
        for r in 0..tile.rows {
            let at = output.row(tile.row + r) * output.width + tile.column;
            for v in 0..VECTORS {
                let sum = S::load(memory.add((r * VECTORS + v) * S::LANES));
                let lanes = (tile.columns - v * S::LANES).min(S::LANES);
                finish_vector::<S>(block, tile, at, v * S::LANES, lanes, sum);
            }
        }
    }
}

/// One vector of one row: `at` is the tile's place in that output row, `offset` the vector's within.
#[inline(always)]
unsafe fn finish_vector<S: Simd>(
    block: &Block<'_>,
    tile: &Tile<'_>,
    at: usize,
    offset: usize,
    lanes: usize,
    mut sum: S::Vector,
) {
    let output = &block.output;
    let epilogue = &output.epilogue;
    // SAFETY: only the first `lanes` columns are accessed, which the output, the bias and the residual
    // have.
    unsafe {
        let inside = S::first(lanes);
        let to = output.start.add(at + offset);
        if output.accumulate || !tile.part.first {
            sum = S::add(S::load_masked(to, inside), sum);
        }
        if tile.part.last {
            if let Some(bias) = epilogue.bias {
                sum = S::add(sum, S::load_masked(bias.as_ptr().add(tile.column + offset), inside));
            }
            if let Some(residual) = epilogue.residual {
                sum = S::add(sum, S::load_masked(residual.as_ptr().add(at + offset), inside));
            }
            if epilogue.relu {
                sum = S::relu(sum);
            }
        }
        if lanes == S::LANES {
            S::store(to, sum);
        } else {
            S::store_masked(to, inside, sum);
        }
    }
}
