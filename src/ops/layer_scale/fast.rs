//! On this crate's kernels.

use dfdx::prelude::*;

use super::{LayerScale, check_shapes};
use crate::Result;
use crate::kernels::rows::pointwise;
use crate::kernels::rows::scale::{Factors, factor_gradient, scale, scale_backward};
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn layer_scale(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    factors: &Rows<Cpu>,
    residual: Option<&Rows<Cpu>>,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), *factors.shape(), residual.map(|residual| *residual.shape()))?;
    let (x, factors) = (tape.contiguous(x)?, tape.contiguous(factors)?);
    let residual = residual.map(|residual| tape.contiguous(residual)).transpose()?;
    let (rows, channels) = *x.shape();
    let mut y = numbers(x.shape().num_elements());
    scale(&view(&x), Factors::OfMap(&view(&factors)), channels, &mut y);
    if let Some(residual) = &residual {
        pointwise::accumulate(&view(residual), &mut y);
    }
    let y = from_vec(x.device(), y, *x.shape())?;

    let [of_x, of_y, of_factors] = [&x, &y, &factors].map(GradientOf::rows);
    let of_residual = residual.as_ref().map(GradientOf::rows);
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        factor_gradient(&dy, &view(&x), &[0, rows], channels, of_factors.sum(gradients)?);
        scale_backward(&dy, Factors::OfMap(&view(&factors)), channels, of_x.sum(gradients)?);
        if let Some(of_residual) = of_residual {
            pointwise::accumulate(&dy, of_residual.sum(gradients)?);
        }
        Ok(())
    });
    Ok(y)
}

impl FastOp for LayerScale {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        layer_scale(site.tape, inputs[0], site.parameter(0)?, inputs.get(1).copied())
    }
}
