//! The gradient of a depthwise weight: for one tap, the products of input rows and gradient rows, channel by channel.

// As in the other tiles.
#![allow(clippy::needless_range_loop)]

use super::super::weight_tile::WeightTile;
use crate::kernels::simd::*;
use crate::system::isa::{Family, Isa};

/// What adds up one tap in one panel.
///
/// # Safety
/// As `WeightKernel::run`; the tile has one row of sums.
pub(super) type Kernel = unsafe fn(&WeightTile<'_>);

/// The kernel for a panel of so many vectors.
pub(super) fn kernel(isa: Isa, vectors: usize) -> Kernel {
    match (isa.family(), vectors) {
        #[cfg(target_arch = "x86_64")]
        (Family::Avx512, 1) => avx512::<1>,
        #[cfg(target_arch = "x86_64")]
        (Family::Avx512, 2) => avx512::<2>,
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
unsafe fn avx512<const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { add::<Avx512, VECTORS>(tile) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2<const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { add::<Avx2, VECTORS>(tile) }
}

unsafe fn portable<const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: the caller keeps the promises of `Kernel`.
    unsafe { add::<Portable, VECTORS>(tile) }
}

#[inline(always)]
unsafe fn add<S: Simd, const VECTORS: usize>(tile: &WeightTile<'_>) {
    // SAFETY: input rows, gradient rows and sums have the tile's columns; of the last vector only the first lanes, up to
    // the last column, are accessed.
    unsafe {
        let last = S::first(tile.columns - (VECTORS - 1) * S::LANES);
        let mask = |v: usize| if v == VECTORS - 1 { last } else { S::first(S::LANES) };
        let load = |from: *const f32, v: usize| S::load_masked(from.add(v * S::LANES), mask(v));
        let mut sums = [S::zero(); VECTORS];
        for pair in tile.pairs {
            let (x, gradient) = (pair.input.add(tile.input_offset), pair.gradient.add(tile.gradient_offset));
            for v in 0..VECTORS {
                sums[v] = S::multiply_add(load(x, v), load(gradient, v), sums[v]);
            }
        }
        for v in 0..VECTORS {
            let sum = S::add(load(tile.sums, v), sums[v]);
            S::store_masked(tile.sums.add(v * S::LANES), mask(v), sum);
        }
    }
}
