//! bfloat16 is float32 arithmetic on rounded numbers.

use half::bf16;

use super::cases::{Case, cases};
use super::*;
use crate::system::isa::Bfloat16;

fn rounded(values: &[f32]) -> Vec<f32> {
    values.iter().map(|&value| bf16::from_f32(value).to_f32()).collect()
}

/// The output of a case, in bfloat16.
fn output(proof: Bfloat16, case: &Case, operands: &Operands) -> Vec<f32> {
    let taps = case.map.taps();
    let weight = PackedWeight::bfloat16(proof, &operands.weight, taps, case.c_in, case.c_out);
    let mut y = vec![f32::NAN; case.map.rows_out() * case.c_out];
    forward(&operands.x, &case.map, &weight, &mut y, operands.epilogue());
    y
}

#[test]
fn the_forward_pass_in_bfloat16_is_the_exact_one_of_rounded_numbers() {
    let Some(proof) = Bfloat16::available() else { return };
    for case in cases() {
        let operands = Operands::new(&case);
        let found = output(proof, &case, &operands);
        let (x, weight) = (rounded(&operands.x), rounded(&operands.weight));
        let [expected, ..] = reference::run(&case, &Operands { x, weight, ..operands });
        let error = reference::error(&expected, &found);
        assert!(error < 3e-6, "{}: {error}", case.name);
    }
}

#[test]
fn a_nan_stays_a_nan_in_bfloat16() {
    let Some(proof) = Bfloat16::available() else { return };
    let case = &cases()[5];
    let mut operands = Operands::new(case);
    operands.x[0] = f32::NAN;
    assert!(output(proof, case, &operands)[0].is_nan());
}
