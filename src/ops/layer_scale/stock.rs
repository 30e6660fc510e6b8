//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{LayerScale, check_shapes};
use crate::Result;
use crate::ops::stock::{apart, for_every_row};
use crate::ops::{Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn layer_scale<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    factors: &Rows<D>,
    residual: Option<&Rows<D>>,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), *factors.shape(), residual.map(|residual| *residual.shape()))?;
    let (x, factors) = (tape.contiguous(x)?, tape.contiguous(factors)?);
    let residual = residual.map(|residual| tape.contiguous(residual)).transpose()?;
    let shape = *x.shape();
    tape.with_dfdx(|tape| {
        let scaled = x.put_tape(tape).try_mul(for_every_row(&factors, shape)?)?;
        match residual {
            None => Ok(scaled),
            Some(residual) => scaled.try_add(apart(&residual)?),
        }
    })
}

impl StockOp for LayerScale {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        layer_scale(site.tape, inputs[0], site.parameter(0)?, inputs.get(1).copied())
    }
}
