//! On this crate's kernels.

use dfdx::prelude::*;

use super::{LayerNorm, check_shapes};
use crate::Result;
use crate::kernels::rows::layer_norm;
use crate::ops::gradient::{GradientOf, accumulate};
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn normalize(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    weight: &Rows<Cpu>,
    bias: &Rows<Cpu>,
    eps: f32,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), *weight.shape(), *bias.shape())?;
    let (x, weight, bias) = (tape.contiguous(x)?, tape.contiguous(weight)?, tape.contiguous(bias)?);
    let mut y = numbers(x.shape().num_elements());
    layer_norm::LayerNorm { weight: &view(&weight), bias: &view(&bias), eps }.apply(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let [of_x, of_y, of_weight, of_bias] = [&x, &y, &weight, &bias].map(GradientOf::rows);
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        let norm = layer_norm::LayerNorm { weight: &view(&weight), bias: &view(&bias), eps };
        let sums = norm.backward(&dy, &view(&x), of_x.sum(gradients)?);
        accumulate(sums.weight, of_weight.sum(gradients)?);
        accumulate(sums.bias, of_bias.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for LayerNorm {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        normalize(site.tape, inputs[0], site.parameter(0)?, site.parameter(1)?, self.eps)
    }
}
