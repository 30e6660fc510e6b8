//! The register tile of backward to the weights: a few input channels × one panel of output channels,
//! accumulated over a run of output rows without leaving the registers.

mod multiply;

use super::panels::Panels;
use crate::kernels::simd::*;
use crate::system::isa::{Family, Isa};
use multiply::multiply;

/// What one output row multiplies: the row that the tap reads, and the output's gradient.
#[derive(Clone, Copy)]
pub(super) struct RowPair {
    pub input: *const f32,
    pub gradient: *const f32,
}

/// Which part of the weight's gradient a tile computes, and from what.
pub(super) struct WeightTile<'a> {
    pub pairs: &'a [RowPair],
    /// From a pair's input to the first input channel; the kernel says how many.
    pub input_offset: usize,
    /// From a pair's gradient to the first column.
    pub gradient_offset: usize,
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
    /// The CPU has the instruction set. From the offsets on, each pair's input has the tile's channels and its gradient the
    /// tile's columns. `sums` leads to as many rows as the tile has channels, each with the tile's columns; nobody else
    /// accesses those sums.
    pub run: unsafe fn(&WeightTile<'_>),
}

impl WeightKernel {
    /// Channels of the largest tile of at most `left` channels, in every panel of a matrix.
    pub(super) fn channels(panels: &Panels, left: usize) -> usize {
        Self::new(panels.isa(), panels.vectors(0), left).channels
    }

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
            (1, 16..) => (16, avx512::<16, 1>),
            (1, 14..) => (14, avx512::<14, 1>),
            (1, 8..) => (8, avx512::<8, 1>),
            (1, 4..) => (4, avx512::<4, 1>),
            (1, 2..) => (2, avx512::<2, 1>),
            (1, _) => (1, avx512::<1, 1>),
            (_, 14..) => (14, avx512::<14, 2>),
            (_, 8..) => (8, avx512::<8, 2>),
            (_, 4..) => (4, avx512::<4, 2>),
            (_, 2..) => (2, avx512::<2, 2>),
            (_, _) => (1, avx512::<1, 2>),
        };
        WeightKernel { channels, run }
    }

    #[cfg(target_arch = "x86_64")]
    fn avx2(vectors: usize, channels: usize) -> Self {
        let (channels, run): (_, unsafe fn(&WeightTile<'_>)) = match (vectors, channels) {
            (1, 6..) => (6, avx2::<6, 1>),
            (1, 4..) => (4, avx2::<4, 1>),
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

/// The most channels of a tile.
pub(super) const MOST_CHANNELS: usize = 16;

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
