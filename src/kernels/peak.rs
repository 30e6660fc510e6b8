//! What the machine can do: the fastest of a few matrix products, by the kernel that convolutions use.

use std::time::{Duration, Instant};

use super::conv::{Epilogue, PackedWeight, forward};
use crate::grid::KernelMap;
use crate::system::isa::Bfloat16;

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

/// The same, the best within some time: neighbours of a virtual machine leave quiet moments.
pub fn best_within(time: Duration) -> f64 {
    let start = Instant::now();
    let mut best = gemm();
    while start.elapsed() < time {
        best = best.max(gemm());
    }
    best
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
