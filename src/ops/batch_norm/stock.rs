//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{BatchNorm, Layer, Ways, check_batch, check_running};
use crate::Result;
use crate::ops::mix::stock::mix;
use crate::ops::stock::{Taped, for_every_row};
use crate::ops::tape::device_error;
use crate::ops::{BatchStatistics, Device, Rows, Site, StockOp, Tape, from_vec};

/// With the statistics of the rows themselves.
pub(in crate::ops) fn train<D: Device>(
    tape: &mut Tape<D>,
    layer: Layer<'_, D>,
) -> Result<(Rows<D>, BatchStatistics)> {
    layer.check()?;
    let shape = *layer.x.shape();
    check_batch(shape)?;
    let x = tape.contiguous(layer.x)?;
    let mut statistics = BatchStatistics { mean: Vec::new(), variance: Vec::new() };
    let normalized = tape.with_dfdx(|tape| {
        let x = x.put_tape(tape);
        let mean = x.with_empty_tape().try_mean::<(usize,), Axis<0>>()?;
        statistics.mean = mean.as_vec();
        let centered = x.try_sub(mean.try_broadcast_like::<_, Axis<0>>(&shape)?)?;
        let variance = centered.with_empty_tape().try_square()?.try_mean::<(usize,), Axis<0>>()?;
        let unbiased = shape.0 as f32 / (shape.0 - 1) as f32;
        statistics.variance = variance.as_vec().into_iter().map(|variance| variance * unbiased).collect();
        let deviation = variance.try_add(layer.eps)?.try_sqrt()?;
        centered.try_div(deviation.try_broadcast_like::<_, Axis<0>>(&shape)?)
    })?;
    Ok((layer.finish(tape, normalized)?, statistics))
}

/// With given statistics.
pub(in crate::ops) fn eval<D: Device>(
    tape: &mut Tape<D>,
    layer: Layer<'_, D>,
    running: &BatchStatistics,
) -> Result<Rows<D>> {
    layer.check()?;
    let shape = *layer.x.shape();
    check_running(running, shape.1)?;
    let x = tape.contiguous(layer.x)?;
    let parameter = |values: Vec<f32>| {
        let parameter = from_vec(x.device(), values, (1, shape.1))?;
        for_every_row(&parameter, shape).map_err(device_error)
    };
    let mean = parameter(running.mean.clone())?;
    let deviation =
        parameter(running.variance.iter().map(|variance| (variance + layer.eps).sqrt()).collect())?;
    let normalized = tape.with_dfdx(|tape| x.put_tape(tape).try_sub(mean)?.try_div(deviation))?;
    layer.finish(tape, normalized)
}

impl<D: Device> Layer<'_, D> {
    /// Weight, bias, residual and ReLU.
    fn finish(&self, tape: &mut Tape<D>, normalized: Rows<D>) -> Result<Rows<D>> {
        let shape = *normalized.shape();
        let (weight, bias) = (tape.contiguous(self.weight)?, tape.contiguous(self.bias)?);
        let residual = self.ending.residual.map(|residual| tape.contiguous(residual)).transpose()?;
        tape.with_dfdx(|tape| {
            let scaled = normalized.put_tape(tape).try_mul(for_every_row(&weight, shape)?)?;
            let mut y: Taped<D> = scaled.try_add(for_every_row(&bias, shape)?)?;
            if let Some(residual) = residual {
                y = y.try_add(residual)?;
            }
            if self.ending.relu { y.try_relu() } else { Ok(y) }
        })
    }
}

impl StockOp for BatchNorm {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        self.run(site, inputs, &Ways { train: train::<D>, eval: eval::<D>, mix: mix::<D> })
    }
}
