//! No pass reads or writes beyond the slices that it is given, nor beyond its packed weights: in tests these lie at the
//! end of what may be touched, too.

use super::cases::{Case, cases};
use super::*;
use crate::kernels::guarded::{Flush, Guarded};
use crate::system::isa::Bfloat16;

/// All three passes of a case between forbidden pages.
fn run_guarded(isa: Isa, case: &Case, operands: &Operands, flush: Flush) -> Results {
    let (map, c_in, c_out, taps) = (&case.map, case.c_in, case.c_out, case.map.taps());
    let guarded = |values: &[f32]| Guarded::new(values, flush);
    let [x, weight, dy] = [&operands.x, &operands.weight, &operands.dy].map(|values| guarded(values));
    let [bias, residual] = [&operands.bias, &operands.residual].map(|values| guarded(values));
    let mut y = guarded(&vec![f32::NAN; map.rows_out() * c_out]);
    let [mut dx, mut dw] = [&operands.dx, &operands.dw].map(|values| guarded(values));
    let packed = PackedWeight::new_for(isa, &weight, taps, c_in, c_out);
    let epilogue = Epilogue { bias: Some(&bias), residual: Some(&residual), relu: true, activation: None };
    forward(&x, map, &packed, &mut y, epilogue);
    backward_data(&dy, map, &PackedWeight::transposed_for(isa, &weight, taps, c_in, c_out), &mut dx);
    backward_weight_for(isa, &x, c_in, &dy, c_out, map, &mut dw);
    [y.to_vec(), dx.to_vec(), dw.to_vec()]
}

#[test]
fn no_pass_of_a_convolution_leaves_its_slices() {
    for case in cases() {
        let operands = Operands::new(&case);
        for isa in Isa::available() {
            let expected = run(isa, &case, &operands);
            for flush in [Flush::Start, Flush::End] {
                let found = run_guarded(isa, &case, &operands, flush);
                assert!(found == expected, "{} on {isa} depends on where its memory lies", case.name);
            }
        }
    }
}

#[test]
fn no_convolution_in_bfloat16_leaves_its_slices() {
    let Some(proof) = Bfloat16::available() else { return };
    for case in cases() {
        let operands = Operands::new(&case);
        let weight = PackedWeight::bfloat16(proof, &operands.weight, case.map.taps(), case.c_in, case.c_out);
        for flush in [Flush::Start, Flush::End] {
            let [x, bias, residual] =
                [&operands.x, &operands.bias, &operands.residual].map(|values| Guarded::new(values, flush));
            let mut y = Guarded::new(&vec![f32::NAN; case.map.rows_out() * case.c_out], flush);
            let epilogue =
                Epilogue { bias: Some(&bias), residual: Some(&residual), relu: true, activation: None };
            forward(&x, &case.map, &weight, &mut y, epilogue);
            assert!(y.iter().all(|value| value.is_finite()), "{} leaves something out", case.name);
        }
    }
}
