//! What the machine can do: what its registers multiply and add when nothing is read or written, and the fastest of a few matrix
//! products, by the kernel that convolutions use.

use std::time::{Duration, Instant};

use super::conv::{Epilogue, PackedWeight, forward};
use super::simd::*;
use crate::grid::KernelMap;
use crate::system::isa::{Bfloat16, Family, Isa};

/// Sides of the products.
const SIDES: [usize; 2] = [512, 1024];
const REPEATS: usize = 5;
const TURNS: usize = 3;

/// GFLOP/s of a matrix product in float32 with packed weights on the threads of this process.
pub fn gemm() -> f64 {
    fastest(None)
}

/// How many times as fast as in float32 a product in bfloat16 is; `None` on a processor that has no instructions for it.
/// Some have them, and no more throughput with them than with float32's.
pub fn bfloat16_gain() -> Option<f64> {
    let proof = Bfloat16::available()?;
    // In turn, so that a slow moment of the machine meets both.
    let (mut float32, mut bfloat16) = (0.0_f64, 0.0_f64);
    for _ in 0..TURNS {
        float32 = float32.max(fastest(None));
        bfloat16 = bfloat16.max(fastest(Some(proof)));
    }
    Some(bfloat16 / float32)
}

fn fastest(proof: Option<Bfloat16>) -> f64 {
    SIDES.iter().map(|&side| product(side, proof)).fold(0.0, f64::max)
}

/// The best of a measurement within some time: neighbours of a virtual machine leave quiet moments.
pub fn best_within(time: Duration, measure: fn() -> f64) -> f64 {
    let start = Instant::now();
    let mut best = measure();
    while start.elapsed() < time {
        best = best.max(measure());
    }
    best
}

/// Rounds of multiply–adds by which [`registers`] measures: ten milliseconds or so.
const ROUNDS: usize = 1 << 20;

/// GFLOP/s of the threads of this process when they multiply and add in registers alone: what no kernel in float32 can pass.
pub fn registers() -> f64 {
    let run: unsafe fn() -> usize = match Isa::best().family() {
        #[cfg(target_arch = "x86_64")]
        Family::Avx512 => avx512,
        #[cfg(target_arch = "x86_64")]
        Family::Avx2 => avx2,
        Family::Portable => multiply_adds::<Portable, 8>,
    };
    let start = Instant::now();
    // SAFETY: an `Isa` proves its instruction set.
    let done = rayon::broadcast(|_| unsafe { run() });
    2.0 * done.iter().sum::<usize>() as f64 / start.elapsed().as_secs_f64() / 1e9
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn avx512() -> usize {
    // SAFETY: the instruction set is enabled.
    unsafe { multiply_adds::<Avx512, 24>() }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn avx2() -> usize {
    // SAFETY: the instruction set is enabled.
    unsafe { multiply_adds::<Avx2, 12>() }
}

/// Adds products up in SUMS independent registers; how many there were.
///
/// # Safety
/// The CPU has the instruction set.
#[inline(always)]
unsafe fn multiply_adds<S: Simd, const SUMS: usize>() -> usize {
    // Numbers that the compiler does not know, and that stay far from the denormal ones.
    let [factor, term] = std::hint::black_box([0.999_f32, 0.001]);
    let mut lanes = [0.0_f32; 16];
    // SAFETY: the caller vouches for the CPU; a splat reads one float, and no vector has more than 16 lanes.
    unsafe {
        let (factor, term) = (S::splat(&factor), S::splat(&term));
        let mut sums = [S::zero(); SUMS];
        for (number, sum) in sums.iter_mut().enumerate() {
            *sum = S::splat(&std::hint::black_box(number as f32));
        }
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = S::multiply_add(*sum, factor, term);
            }
        }
        let total = sums.into_iter().fold(S::zero(), |total, sum| S::add(total, sum));
        S::store(lanes.as_mut_ptr(), total);
    }
    std::hint::black_box(lanes);
    ROUNDS * SUMS * S::LANES
}

fn product(side: usize, proof: Option<Bfloat16>) -> f64 {
    let values: Vec<f32> = (0..side * side).map(|i| (i % 7) as f32 - 3.0).collect();
    let map = KernelMap::identity(side);
    let weight = match proof {
        None => PackedWeight::new(&values, 1, side, side),
        Some(proof) => PackedWeight::bfloat16(proof, &values, 1, side, side),
    };
    let mut y = vec![0.0; side * side];
    let mut once = || {
        let start = Instant::now();
        forward(&values, &map, &weight, &mut y, Epilogue::default());
        start.elapsed().as_secs_f64()
    };
    let shortest = (0..REPEATS).map(|_| once()).fold(f64::INFINITY, f64::min);
    2.0 * (side as f64).powi(3) / shortest / 1e9
}
