//! What the machine can do: the fastest of a few matrix products, by the kernel that convolutions use.

use std::time::{Duration, Instant};

use super::conv::{Epilogue, PackedWeight, forward};
use crate::grid::KernelMap;

/// Sides of the products.
const SIDES: [usize; 2] = [512, 1024];
const REPEATS: usize = 5;

/// GFLOP/s of a matrix product in float32 with packed weights on the threads of this process.
pub fn gemm() -> f64 {
    SIDES.iter().map(|&side| product(side)).fold(0.0, f64::max)
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

fn product(side: usize) -> f64 {
    let values: Vec<f32> = (0..side * side).map(|i| (i % 7) as f32 - 3.0).collect();
    let (map, weight) = (KernelMap::identity(side), PackedWeight::new(&values, 1, side, side));
    let mut y = vec![0.0; side * side];
    let mut once = || {
        let start = Instant::now();
        forward(&values, &map, &weight, &mut y, Epilogue::default());
        start.elapsed().as_secs_f64()
    };
    let shortest = (0..REPEATS).map(|_| once()).fold(f64::INFINITY, f64::min);
    2.0 * (side as f64).powi(3) / shortest / 1e9
}
