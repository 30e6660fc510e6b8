//! Every path of the convolution against plain loops in f64, and against itself on other instruction sets
//! and numbers of threads.

mod bfloat16;
mod bits;
mod cases;
mod contract;
#[cfg(unix)]
mod grouped;
#[cfg(unix)]
mod guarded;
mod reference;
mod values;

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::backward_weight::backward_weight_for;
use super::*;
use crate::system::isa::Isa;
use cases::Case;

/// `count` numbers between −1 and 1.
fn numbers(seed: u64, count: usize) -> Vec<f32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| random.random_range(-1.0..1.0)).collect()
}

/// The inputs of all three passes of a case.
#[derive(Clone)]
struct Operands {
    x: Vec<f32>,
    weight: Vec<f32>,
    bias: Vec<f32>,
    residual: Vec<f32>,
    /// The output's gradient.
    dy: Vec<f32>,
    /// What the gradients are added to.
    dx: Vec<f32>,
    dw: Vec<f32>,
}

impl Operands {
    fn new(case: &Case) -> Self {
        let (map, c_in, c_out) = (&case.map, case.c_in, case.c_out);
        Operands {
            x: numbers(1, map.rows_in() * c_in),
            weight: numbers(2, map.taps() * c_in * c_out),
            bias: numbers(3, c_out),
            residual: numbers(4, map.rows_out() * c_out),
            dy: numbers(5, map.rows_out() * c_out),
            dx: numbers(6, map.rows_in() * c_in),
            dw: numbers(7, map.taps() * c_in * c_out),
        }
    }

    fn epilogue(&self) -> Epilogue<'_> {
        Epilogue { bias: Some(&self.bias), residual: Some(&self.residual), relu: true, activation: None }
    }
}

/// Output, gradient of the data, gradient of the weight.
type Results = [Vec<f32>; 3];

/// All three passes of a case on one instruction set.
fn run(isa: Isa, case: &Case, operands: &Operands) -> Results {
    let (map, c_in, c_out) = (&case.map, case.c_in, case.c_out);
    let taps = map.taps();
    let weight = PackedWeight::new_for(isa, &operands.weight, taps, c_in, c_out);
    let transposed = PackedWeight::transposed_for(isa, &operands.weight, taps, c_in, c_out);
    let mut y = vec![f32::NAN; map.rows_out() * c_out];
    let (mut dx, mut dw) = (operands.dx.clone(), operands.dw.clone());
    forward(&operands.x, map, &weight, &mut y, operands.epilogue());
    backward_data(&operands.dy, map, &transposed, &mut dx);
    backward_weight_for(isa, &operands.x, c_in, &operands.dy, c_out, map, &mut dw);
    [y, dx, dw]
}
