//! The tile of a depthwise convolution: a few output rows × one panel of channels. Every channel is multiplied by its own
//! weights, so vectors of channels are multiplied by vectors of weights, and an input row is read once for each tap.

// Loops over a tile's rows and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use super::super::block::Block;
use super::super::forward_tile::{Tile, finish};
use crate::kernels::simd::*;
use crate::system::isa::{Family, Isa};

/// Rows of a tile.
pub(super) const ROWS: usize = 4;

/// A tile, and where its rows read.
pub(super) struct RowTile<'a> {
    pub tile: Tile<'a>,
    /// [taps, ROWS]: where the row starts that each tap reads.
    pub starts: &'a [*const f32],
    /// Channels of a weight's row.
    pub width: usize,
}

/// What computes one.
///
/// # Safety
/// The CPU has the instruction set. Every start leads to a row of all channels, the tile's weights are [taps, channels],
/// and its output rows and columns exist and nobody else accesses them; bias and residual are as long as the output's
/// width and size.
pub(super) type Kernel = unsafe fn(&Block<'_>, &RowTile<'_>);

/// The kernel for a panel of so many vectors.
pub(super) fn kernel(isa: Isa, vectors: usize) -> Kernel {
    match (isa.family(), vectors) {
        #[cfg(target_arch = "x86_64")]
        (Family::Avx512, 1) => avx512::<1>,
        #[cfg(target_arch = "x86_64")]
        (Family::Avx512, 2) => avx512::<2>,
        // Four: panels are 64 wide only where 64 divides the columns.
        #[cfg(target_arch = "x86_64")]
        (Family::Avx512, _) => avx512::<4>,
        #[cfg(target_arch = "x86_64")]
        (Family::Avx2, 1) => avx2::<1>,
        #[cfg(target_arch = "x86_64")]
        (Family::Avx2, _) => avx2::<2>,
        (Family::Portable, _) => portable::<1>,
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<const VECTORS: usize>(block: &Block<'_>, tile: &RowTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { multiply::<Avx512, VECTORS>(block, tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const VECTORS: usize>(block: &Block<'_>, tile: &RowTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { multiply::<Avx2, VECTORS>(block, tile) }
}

unsafe fn portable<const VECTORS: usize>(block: &Block<'_>, tile: &RowTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { multiply::<Portable, VECTORS>(block, tile) }
}

#[inline(always)]
unsafe fn multiply<S: Simd, const VECTORS: usize>(block: &Block<'_>, tile: &RowTile<'_>) {
    // SAFETY: the promises are handed on; the tile is whole where that is said.
    unsafe {
        if tile.tile.columns == VECTORS * S::LANES {
            multiply_columns::<S, VECTORS, true>(block, tile);
        } else {
            multiply_columns::<S, VECTORS, false>(block, tile);
        }
    }
}

/// `WHOLE`: the columns fill all vectors, so that no load needs a mask.
#[inline(always)]
unsafe fn multiply_columns<S: Simd, const VECTORS: usize, const WHOLE: bool>(
    block: &Block<'_>,
    tile: &RowTile<'_>,
) {
    let (column, columns) = (tile.tile.column, tile.tile.columns);
    // SAFETY: the weights' rows and the input rows have the tile's columns; of the last vector only the first lanes, up
    // to the last column, are accessed.
    unsafe {
        let inside = S::first(columns - (VECTORS - 1) * S::LANES);
        let load = |from: *const f32, v: usize| {
            let from = from.add(v * S::LANES);
            if !WHOLE && v == VECTORS - 1 { S::load_masked(from, inside) } else { S::load(from) }
        };
        let mut weights = tile.tile.weights.as_ptr().add(column);
        let mut sums = [[S::zero(); VECTORS]; ROWS];
        for starts in tile.starts.chunks_exact(ROWS) {
            let mut own = [S::zero(); VECTORS];
            for v in 0..VECTORS {
                own[v] = load(weights, v);
            }
            for r in 0..ROWS {
                let x = starts[r].add(column);
                for v in 0..VECTORS {
                    sums[r][v] = S::multiply_add(load(x, v), own[v], sums[r][v]);
                }
            }
            weights = weights.wrapping_add(tile.width);
        }
        finish::<S, ROWS, VECTORS>(block, &tile.tile, sums);
    }
}
