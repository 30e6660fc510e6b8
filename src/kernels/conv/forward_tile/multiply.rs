//! The inner loops: inputs times weights, tap by tap and channel by channel.

// Loops over a tile's rows and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use super::super::block::Block;
use super::Tile;
use super::finish::finish;
use crate::kernels::simd::Simd;

/// Computes a tile and hands its sums on.
///
/// # Safety
/// As [`super::TileKernel::run`]; the panel is VECTORS vectors wide, and the tile has at most ROWS rows.
#[inline(always)]
pub(super) unsafe fn multiply<S: Simd, const ROWS: usize, const VECTORS: usize>(
    block: &Block<'_>,
    tile: &Tile<'_>,
) {
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
