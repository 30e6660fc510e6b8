//! The register tile of backward to the weights: a few input channels × one panel of output channels,
//! accumulated over a run of output rows without leaving the registers.

// Loops over a tile's channels and vectors count by index: only so does the compiler unroll them into
// registers.
#![allow(clippy::needless_range_loop)]

use super::block::BlockInput;
#[cfg(target_arch = "x86_64")]
use crate::kernels::isa::Family;
use crate::kernels::isa::Isa;
use crate::kernels::simd::*;

/// Which part of the weight's gradient a tile computes, and from what.
pub(super) struct WeightTile<'a> {
    pub input: &'a BlockInput<'a>,
    /// Output rows, all of the block.
    pub rows: usize,
    pub tap: usize,
    /// First input channel; the kernel says how many.
    pub channel: usize,
    /// The output's gradient at the block's first row and the tile's first column.
    pub gradient: *const f32,
    pub gradient_width: usize,
    /// Output columns of the tile (they fill the kernel's vectors, the last perhaps in part).
    pub columns: usize,
    /// The weight's gradient at the tile's first channel and column: added to.
    pub sums: *mut f32,
    pub sums_width: usize,
}

/// A tile for one instruction set, panel width and number of channels.
#[derive(Clone, Copy)]
pub(super) struct WeightKernel {
    /// Input channels per tile.
    pub channels: usize,
    /// # Safety
    /// The CPU has the instruction set. Every entry of the tap in the block's table is −1 or names a row
    /// that has the tile's channels. `gradient` leads to `rows` rows and `sums` to as many rows as the tile
    /// has channels, each with the tile's columns; nobody else accesses those sums.
    pub run: unsafe fn(&WeightTile<'_>),
}

impl WeightKernel {
    /// The largest tile of at most `channels` channels for panels of this many vectors.
    pub(super) fn new(isa: Isa, vectors: usize, channels: usize) -> Self {
        let kernel = |channels, run: unsafe fn(&WeightTile<'_>)| WeightKernel { channels, run };
        match (isa.family(), vectors, channels) {
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1, 8..) => kernel(8, avx512::<8, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1, 4..) => kernel(4, avx512::<4, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1, 2..) => kernel(2, avx512::<2, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 1, _) => kernel(1, avx512::<1, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2, 8..) => kernel(8, avx512::<8, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2, 4..) => kernel(4, avx512::<4, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2, 2..) => kernel(2, avx512::<2, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, 2, _) => kernel(1, avx512::<1, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, _, 4..) => kernel(4, avx512::<4, 4>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, _, 2..) => kernel(2, avx512::<2, 4>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx512, _, _) => kernel(1, avx512::<1, 4>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, 1, 6..) => kernel(6, avx2::<6, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, 1, 2..) => kernel(2, avx2::<2, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, 1, _) => kernel(1, avx2::<1, 1>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _, 6..) => kernel(6, avx2::<6, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _, 4..) => kernel(4, avx2::<4, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _, 2..) => kernel(2, avx2::<2, 2>),
            #[cfg(target_arch = "x86_64")]
            (Family::Avx2, _, _) => kernel(1, avx2::<1, 2>),
            (_, _, 4..) => kernel(4, portable::<4, 1>),
            (_, _, _) => kernel(1, portable::<1, 1>),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512<const CHANNELS: usize, const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `WeightKernel::run`.
    unsafe { multiply::<Avx512, CHANNELS, VECTORS>(tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const CHANNELS: usize, const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `WeightKernel::run`.
    unsafe { multiply::<Avx2, CHANNELS, VECTORS>(tile) }
}

unsafe fn portable<const CHANNELS: usize, const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `WeightKernel::run`.
    unsafe { multiply::<Portable, CHANNELS, VECTORS>(tile) }
}

#[inline(always)]
unsafe fn multiply<S: Simd, const CHANNELS: usize, const VECTORS: usize>(tile: &WeightTile<'_>) {
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
