//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{LayerNorm, check_shapes};
use crate::Result;
use crate::ops::stock::for_every_row;
use crate::ops::{Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn normalize<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    weight: &Rows<D>,
    bias: &Rows<D>,
    eps: f32,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), *weight.shape(), *bias.shape())?;
    let (x, weight, bias) = (tape.contiguous(x)?, tape.contiguous(weight)?, tape.contiguous(bias)?);
    let shape = *x.shape();
    tape.with_dfdx(|tape| {
        let x = x.put_tape(tape);
        let mean = x.with_empty_tape().try_mean::<(usize,), Axis<1>>()?;
        let centered = x.try_sub(mean.try_broadcast_like::<_, Axis<1>>(&shape)?)?;
        let variance = centered.with_empty_tape().try_square()?.try_mean::<(usize,), Axis<1>>()?;
        let deviation = variance.try_add(eps)?.try_sqrt()?;
        let normalized = centered.try_div(deviation.try_broadcast_like::<_, Axis<1>>(&shape)?)?;
        normalized.try_mul(for_every_row(&weight, shape)?)?.try_add(for_every_row(&bias, shape)?)
    })
}

impl StockOp for LayerNorm {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        normalize(site.tape, inputs[0], site.parameter(0)?, site.parameter(1)?, self.eps)
    }
}
