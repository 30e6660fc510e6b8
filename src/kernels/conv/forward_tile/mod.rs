//! The forward register tile: a few output rows × one panel of columns, accumulated over taps and
//! channels without leaving the registers. One kernel per instruction set and panel width.

mod finish;
mod multiply;

use super::PackedWeight;
use super::block::Block;
use super::schedule::DepthPart;
use crate::kernels::simd::*;
use crate::system::isa::{Bfloat16, Family, Isa};
pub(super) use finish::finish;
use multiply::multiply;

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
    /// The tile for a panel of a weight.
    pub(super) fn new(weight: &PackedWeight, panel: usize) -> Self {
        let vectors = weight.panels.vectors(panel);
        match weight.bfloat16 {
            None => Self::float32(weight.panels.isa(), vectors),
            Some(proof) => Self::bfloat16(proof, vectors),
        }
    }

    /// The proof is that the CPU can run it.
    #[cfg(target_arch = "x86_64")]
    fn bfloat16(_: Bfloat16, vectors: usize) -> Self {
        match vectors {
            1 => TileKernel { rows: 8, run: avx512_bfloat16::<8, 1> },
            2 => TileKernel { rows: 8, run: avx512_bfloat16::<8, 2> },
            _ => TileKernel { rows: 4, run: avx512_bfloat16::<4, 4> },
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn bfloat16(_: Bfloat16, _: usize) -> Self {
        unreachable!("no other architecture gives the proof")
    }

    /// In float32, for panels of so many vectors.
    pub(super) fn float32(isa: Isa, vectors: usize) -> Self {
        match (isa.family(), vectors) {
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1) => TileKernel { rows: 8, run: avx512::<8, 1> },
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2) => TileKernel { rows: 8, run: avx512::<8, 2> },
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, _) => TileKernel { rows: 4, run: avx512::<4, 4> },
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, 1) => TileKernel { rows: 6, run: avx2::<6, 1> },
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _) => TileKernel { rows: 6, run: avx2::<6, 2> },
            (Family::Portable, _) => TileKernel { rows: 4, run: portable::<4, 1> },
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
#[target_feature(enable = "avx512f,avx512bf16")]
unsafe fn avx512_bfloat16<const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, tile: &Tile<'_>) {
    // SAFETY: the caller keeps the promises of `TileKernel::run`.
    unsafe { multiply::<Avx512Bfloat16, ROWS, VECTORS>(block, tile) }
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
