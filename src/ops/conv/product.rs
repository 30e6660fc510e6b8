//! The product with a dense weight, made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{for_every_row, pick, taps, with_row};
use crate::ops::{Rows, Tape};

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
