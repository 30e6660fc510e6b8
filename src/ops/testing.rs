//! What the tests of all operations share: random inputs, and the three comparisons that each operation has
//! to pass: fast against stock, gradients against differences, one thread against several.

use std::sync::Arc;

use dfdx::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{Rows, Tape, from_vec, to_vec};
use crate::Result;
use crate::grid::KernelMap;

/// Which implementation of an operation is under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Fast,
    Stock,
}

/// Calls a function of `fast` or the one of the same name of `stock`.
macro_rules! by {
    ($by:expr, $name:ident($($argument:expr),*)) => {
        match $by {
            By::Fast => super::fast::$name($($argument),*),
            By::Stock => super::stock::$name($($argument),*),
        }
    };
}
pub(super) use by;

/// An operation under test, as a function of the inputs that have gradients.
pub(super) type Operation<'a> = &'a (dyn Fn(By, &mut Tape<Cpu>, &[Rows<Cpu>]) -> Result<Rows<Cpu>> + Sync);

pub(super) fn rows(shape: (usize, usize), elements: Vec<f32>) -> Rows<Cpu> {
    from_vec(&Cpu::default(), elements, shape).unwrap()
}

/// Uniform in −1 … 1.
pub(super) fn random(seed: u64, shape: (usize, usize)) -> Rows<Cpu> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    rows(shape, (0..shape.0 * shape.1).map(|_| random.random_range(-1.0..1.0)).collect())
}

/// Multiples of 0.1 around 0 in random order, no two equal and none 0: differences do not cross a kink.
pub(super) fn distinct(seed: u64, shape: (usize, usize)) -> Rows<Cpu> {
    let count = (shape.0 * shape.1) as i32;
    let mut values: Vec<f32> = (0..count).map(|i| (i - count / 2) as f32 * 0.1 + 0.05).collect();
    values.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    rows(shape, values)
}

/// A quarter of the taps are −1, and every row has one that is not; inputs are read by any number of taps.
pub(super) fn random_map(seed: u64, rows_in: usize, rows_out: usize, taps: usize) -> Arc<KernelMap> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut index = Vec::new();
    for _ in 0..rows_out {
        let always = random.random_range(0..taps);
        for tap in 0..taps {
            let reads = tap == always || random.random_bool(0.75);
            index.push(if reads { random.random_range(0..rows_in as i32) } else { -1 });
        }
    }
    Arc::new(KernelMap::new(rows_in, taps, index))
}

/// What an operation gives, and the gradients of Σ weight · output for fixed random weights.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    pub output: Vec<f32>,
    pub gradients: Vec<Vec<f32>>,
}

pub(super) fn outcome(by: By, inputs: &[Rows<Cpu>], operation: Operation<'_>) -> Outcome {
    let mut tape = Tape::training();
    let output = operation(by, &mut tape, inputs).unwrap();
    let weight = random(99, *output.shape());
    let loss = tape.with_dfdx(|tape| output.clone().put_tape(tape).try_mul(weight)?.try_sum()).unwrap();
    let mut gradients = tape.backward(loss).unwrap();
    let gradient = |input| gradients.get_or_alloc_mut(input).unwrap().to_vec();
    Outcome { output: to_vec(&output), gradients: inputs.iter().map(gradient).collect() }
}

/// Both implementations agree in outputs and gradients.
pub(super) fn assert_fast_is_stock(inputs: &[Rows<Cpu>], operation: Operation<'_>) {
    let fast = outcome(By::Fast, inputs, operation);
    let stock = outcome(By::Stock, inputs, operation);
    assert_close("outputs", &fast.output, &stock.output, 1e-5);
    for (number, (fast, stock)) in fast.gradients.iter().zip(&stock.gradients).enumerate() {
        assert_close(&format!("gradients of input {number}"), fast, stock, 1e-5);
    }
}

/// Both implementations agree, and their gradients are the central differences of Σ weight · output.
pub(super) fn assert_right(inputs: &[Rows<Cpu>], operation: Operation<'_>) {
    assert_fast_is_stock(inputs, operation);
    assert_gradients_are_differences(By::Fast, inputs, operation);
    assert_gradients_are_differences(By::Stock, inputs, operation);
}

fn assert_gradients_are_differences(by: By, inputs: &[Rows<Cpu>], operation: Operation<'_>) {
    let gradients = outcome(by, inputs, operation).gradients;
    for (number, found) in gradients.iter().enumerate() {
        let differences: Vec<f32> =
            (0..found.len()).map(|element| difference(by, inputs, operation, number, element)).collect();
        assert_close(&format!("differences of input {number}"), found, &differences, 5e-3);
    }
}

fn difference(by: By, inputs: &[Rows<Cpu>], operation: Operation<'_>, number: usize, element: usize) -> f32 {
    const STEP: f32 = 1e-2;
    let loss = |step: f32| {
        let mut inputs = inputs.to_vec();
        let mut elements = to_vec(&inputs[number]);
        elements[element] += step;
        inputs[number] = rows(*inputs[number].shape(), elements);
        let output = operation(by, &mut Tape::inference(), &inputs).unwrap();
        let weight = to_vec(&random(99, *output.shape()));
        to_vec(&output).iter().zip(&weight).map(|(y, w)| f64::from(*y) * f64::from(*w)).sum::<f64>()
    };
    ((loss(STEP) - loss(-STEP)) / f64::from(2.0 * STEP)) as f32
}

/// The fast implementation gives the same bits on 1, 2 and 3 threads.
pub(super) fn assert_same_on_any_threads(inputs: &[Rows<Cpu>], operation: Operation<'_>) {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let outcome = pool.install(|| outcome(By::Fast, inputs, operation));
        let all = outcome.gradients.iter().flatten().chain(&outcome.output);
        all.map(|value| value.to_bits()).collect::<Vec<u32>>()
    };
    let one = on(1);
    assert!(one == on(2), "two threads give other bits than one");
    assert!(one == on(3), "three threads give other bits than one");
}

fn assert_close(what: &str, found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len(), "number of {what}");
    let scale = expected.iter().fold(1.0f32, |scale, value| scale.max(value.abs()));
    for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found - expected).abs();
        assert!(error <= tolerance * scale, "{what}: element {i} is {found}, expected {expected}");
    }
}
