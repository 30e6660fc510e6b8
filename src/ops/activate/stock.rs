//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{Activate, Activation};
use crate::Result;
use crate::kernels::rows::activation::ERFC;
use crate::ops::stock::Taped;
use crate::ops::{Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn activate<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    activation: Activation,
) -> Result<Rows<D>> {
    let x = tape.contiguous(x)?;
    tape.with_dfdx(|tape| {
        let x: Taped<D> = x.put_tape(tape);
        let further = x.with_empty_tape();
        match activation {
            Activation::Relu6 => x.try_clamp(0.0, 6.0),
            Activation::HardSigmoid => hard_sigmoid(x),
            Activation::HardSwish => hard_sigmoid(x)?.try_mul(further.try_mul(1.0)?),
            Activation::Sigmoid => x.try_sigmoid(),
            Activation::Silu => x.try_sigmoid()?.try_mul(further.try_mul(1.0)?),
            Activation::Gelu => normal(x)?.try_mul(further.try_mul(1.0)?),
        }
    })
}

fn hard_sigmoid<D: Device>(x: Taped<D>) -> std::result::Result<Taped<D>, D::Err> {
    x.try_add(3.0)?.try_clamp(0.0, 6.0)?.try_mul(1.0 / 6.0)
}

/// Φ(x), as the kernels compute it: dfdx's own GELU has a wrong slope, its density is √2 times too large.
fn normal<D: Device>(x: Taped<D>) -> std::result::Result<Taped<D>, D::Err> {
    let z = x.with_empty_tape().try_abs()?.try_mul(std::f32::consts::FRAC_1_SQRT_2)?;
    let t = z.with_empty_tape().try_mul(0.5)?.try_add(1.0)?.try_recip()?;
    let further = t.with_empty_tape();
    let [first, rest @ ..] = ERFC;
    let mut series = t.with_empty_tape().try_mul(first)?;
    for (number, coefficient) in rest.into_iter().enumerate() {
        series = series.try_add(coefficient)?;
        if number + 1 < rest.len() {
            series = series.try_mul(further.with_empty_tape())?;
        }
    }
    let exponent = series.try_sub(z.try_square()?)?;
    let tail = t.try_mul(exponent.try_exp()?)?.try_mul(0.5)?;
    // ±1; the number that is added only keeps 0 from being divided by 0.
    let sign = x.with_empty_tape().try_div(x.try_abs()?.try_add(f32::MIN_POSITIVE)?)?;
    sign.try_mul(tail.try_negate()?.try_add(0.5)?)?.try_add(0.5)
}

impl StockOp for Activate {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        activate(site.tape, inputs[0], self.activation)
    }
}
