//! The forward register tile: a few output rows × one panel of columns, accumulated over taps and
//! channels without leaving the registers.

// Loops over a tile's rows and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use std::mem::MaybeUninit;

use super::block::Block;
use super::schedule::DepthPart;
#[cfg(target_arch = "x86_64")]
use crate::kernels::isa::Family;
use crate::kernels::isa::Isa;
use crate::kernels::simd::*;

/// Floats of the largest tile (4 × 64 and 8 × 32).
const LARGEST_TILE: usize = 256;

/// Which part of a block a tile computes.
pub(super) struct Tile<'a> {
    /// First row in the block, and how many (at most the kernel's).
    pub row: usize,
    pub rows: usize,
    /// First output column, and how many (they fill the kernel's vectors, the last perhaps in part).
    pub column: usize,
    pub columns: usize,
    pub part: &'a DepthPart,
    /// The panel's rows from the part's start on.
    pub weights: &'a [f32],
}

/// A tile for one instruction set and panel width.
#[derive(Clone, Copy)]
pub(super) struct TileKernel {
    /// Rows per tile.
    pub rows: usize,
    /// # Safety
    /// The CPU has the instruction set. Every entry of the block's table that the tile reads is −1 or
    /// names a row with floats up to the end of the part's channels; `zeros` is as long as the part's
    /// channels; `weights` holds the part's rows. The tile's output rows and columns exist and nobody else
    /// accesses them; bias and residual are as long as the output's width and size.
    pub run: unsafe fn(&Block<'_>, &Tile<'_>),
}

impl TileKernel {
    /// The tile for panels of this many vectors.
    pub(super) fn new(isa: Isa, vectors: usize) -> Self {
        let kernel = |rows, run: unsafe fn(&Block<'_>, &Tile<'_>)| TileKernel { rows, run };
        match (isa.family(), vectors) {
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1) => kernel(8, avx512::<8, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2) => kernel(8, avx512::<8, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, _) => kernel(4, avx512::<4, 4>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, 1) => kernel(6, avx2::<6, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _) => kernel(6, avx2::<6, 2>),
            _ => kernel(4, portable::<4, 1>),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, tile: &Tile<'_>) {
    // SAFETY: the caller keeps the promises of `TileKernel::run`.
    unsafe { multiply::<Avx512, ROWS, VECTORS>(block, tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, tile: &Tile<'_>) {
    // SAFETY: the caller keeps the promises of `TileKernel::run`.
    unsafe { multiply::<Avx2, ROWS, VECTORS>(block, tile) }
}

unsafe fn portable<const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, tile: &Tile<'_>) {
    // SAFETY: the caller keeps the promises of `TileKernel::run`.
    unsafe { multiply::<Portable, ROWS, VECTORS>(block, tile) }
}

#[inline(always)]
unsafe fn multiply<S: Simd, const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, tile: &Tile<'_>) {
    // SAFETY: `starts` gives ROWS pointers to at least `depth` floats; the weights hold VECTORS vectors
    // for each of them.
    unsafe {
        let depth = tile.part.channels.len();
        let mut weights = tile.weights.as_ptr();
        let mut sums = [[S::zero(); VECTORS]; ROWS];
        for tap in tile.part.taps.clone() {
            let (starts, any_inside) = starts::<ROWS>(block, tile, tap);
            if !any_inside {
                weights = weights.add(depth * VECTORS * S::LANES);
                continue;
            }
            for channel in 0..depth {
                let mut columns = [S::zero(); VECTORS];
                for v in 0..VECTORS {
                    columns[v] = S::load(weights.add(v * S::LANES));
                }
                weights = weights.add(VECTORS * S::LANES);
                for r in 0..ROWS {
                    let value = S::splat(starts[r].add(channel));
                    for v in 0..VECTORS {
                        sums[r][v] = S::multiply_add(value, columns[v], sums[r][v]);
                    }
                }
            }
        }
        finish::<S, ROWS, VECTORS>(block, tile, sums);
    }
}

/// Where each row of the tile reads this tap, and whether any lies inside the image.
#[inline(always)]
unsafe fn starts<const ROWS: usize>(
    block: &Block<'_>,
    tile: &Tile<'_>,
    tap: usize,
) -> ([*const f32; ROWS], bool) {
    let mut starts = [block.zeros.as_ptr(); ROWS];
    let mut any_inside = false;
    for r in 0..ROWS {
        if r < tile.rows {
            // SAFETY: the tile's rows are the block's; its entries are in range.
            if let Some(start) = unsafe { block.input.start(tile.row + r, tap) } {
                // SAFETY: the row reaches to the end of the part's channels.
                starts[r] = unsafe { start.add(tile.part.channels.start) };
                any_inside = true;
            }
        }
    }
    (starts, any_inside)
}

/// Adds the tile's sums to the output, with the epilogue after the last part.
#[inline(always)]
unsafe fn finish<S: Simd, const ROWS: usize, const VECTORS: usize>(
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
