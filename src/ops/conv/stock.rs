//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{check_shapes, grouped};
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{for_every_row, pick, taps, with_row};
use crate::ops::{Conv, Rows, Site, StockOp, Tape};

/// Reads all taps into [rows_out, taps·c_in] and multiplies by the weight.
pub(in crate::ops) fn conv<D: Device<f32>>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    weight: &Rows<D>,
    bias: Option<&Rows<D>>,
    map: &KernelMap,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), 1, *weight.shape(), bias.map(|bias| *bias.shape()), map)?;
    let (x, weight) = (tape.contiguous(x)?, tape.contiguous(weight)?);
    let bias = bias.map(|bias| tape.contiguous(bias)).transpose()?;
    let shape = (map.rows_out(), weight.shape().1);
    tape.with_dfdx(|tape| {
        let columns = weight.shape().0;
        let x = x.put_tape(tape);
        let read = match taps(map) {
            None => x,
            Some(rows) => pick(with_row(x, 0.0)?, rows)?.try_reshape_like(&(shape.0, columns))?,
        };
        let y = read.try_matmul(weight)?;
        match bias {
            None => Ok(y),
            Some(bias) => y.try_add(for_every_row(&bias, shape)?),
        }
    })
}

impl StockOp for Conv {
    /// dfdx's own operations always go back to the data, also to images.
    fn stock<D: crate::ops::Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let map = site.tables.map(self.reads())?;
        let weight = site.parameter(0)?;
        let bias = if self.bias { Some(site.parameter(1)?) } else { None };
        if self.groups > 1 {
            return grouped::stock::conv(site.tape, inputs[0], weight, bias, &map, self.groups);
        }
        conv(site.tape, inputs[0], weight, bias, &map)
    }
}
