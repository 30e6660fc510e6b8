//! The register tile of backward to the weights: a few input channels × one panel of output channels,
//! accumulated over a run of output rows without leaving the registers.

mod multiply;

use super::block::BlockInput;
use crate::kernels::simd::*;
use crate::system::isa::{Family, Isa};
use multiply::multiply;

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
        match isa.family() {
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 => Self::avx512(vectors, channels),
            #[cfg(target_arch = "x86_64")]
            Family::Avx2 => Self::avx2(vectors, channels),
            Family::Portable if channels >= 4 => WeightKernel { channels: 4, run: portable::<4, 1> },
            Family::Portable => WeightKernel { channels: 1, run: portable::<1, 1> },
        }
    }

    #[cfg(target_arch = "x86_64")]
    fn avx512(vectors: usize, channels: usize) -> Self {
        let (channels, run): (_, unsafe fn(&WeightTile<'_>)) = match (vectors, channels) {
            (1, 8..) => (8, avx512::<8, 1>),
            (1, 4..) => (4, avx512::<4, 1>),
            (1, 2..) => (2, avx512::<2, 1>),
            (1, _) => (1, avx512::<1, 1>),
            (2, 8..) => (8, avx512::<8, 2>),
            (2, 4..) => (4, avx512::<4, 2>),
            (2, 2..) => (2, avx512::<2, 2>),
            (2, _) => (1, avx512::<1, 2>),
            (_, 4..) => (4, avx512::<4, 4>),
            (_, 2..) => (2, avx512::<2, 4>),
            (_, _) => (1, avx512::<1, 4>),
        };
        WeightKernel { channels, run }
    }

    #[cfg(target_arch = "x86_64")]
    fn avx2(vectors: usize, channels: usize) -> Self {
        let (channels, run): (_, unsafe fn(&WeightTile<'_>)) = match (vectors, channels) {
            (1, 6..) => (6, avx2::<6, 1>),
            (1, 2..) => (2, avx2::<2, 1>),
            (1, _) => (1, avx2::<1, 1>),
            (_, 6..) => (6, avx2::<6, 2>),
            (_, 4..) => (4, avx2::<4, 2>),
            (_, 2..) => (2, avx2::<2, 2>),
            (_, _) => (1, avx2::<1, 2>),
        };
        WeightKernel { channels, run }
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
