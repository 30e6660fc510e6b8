//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::super::product;
use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{for_every_row, pick, taps, with_row};
use crate::ops::{Device, Rows, Tape, from_vec};

pub(in crate::ops) fn conv<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    weight: &Rows<D>,
    bias: Option<&Rows<D>>,
    map: &KernelMap,
    groups: usize,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), groups, *weight.shape(), bias.map(|bias| *bias.shape()), map)?;
    if groups == x.shape().1 && groups == weight.shape().1 {
        return depthwise(tape, x, weight, bias, map);
    }
    let dense = dense(tape, weight, (map.taps(), x.shape().1, groups))?;
    product::conv(tape, x, &dense, bias, map)
}

/// The weight [taps·c_in/groups, c_out] as a dense one [taps·c_in, c_out] that is 0 between groups.
fn dense<D: Device>(
    tape: &mut Tape<D>,
    weight: &Rows<D>,
    (taps, c_in, groups): (usize, usize, usize),
) -> Result<Rows<D>> {
    let weight = tape.contiguous(weight)?;
    let (inner, c_out) = (c_in / groups, weight.shape().1);
    let rows: Vec<usize> = (0..taps * c_in).map(|row| row / c_in * inner + row % inner).collect();
    let inside = |place: usize| f32::from(place / c_out % c_in / inner == place % c_out / (c_out / groups));
    let shape = (taps * c_in, c_out);
    let mask = from_vec(weight.device(), (0..shape.0 * shape.1).map(inside).collect(), shape)?;
    tape.with_dfdx(|tape| pick(weight.put_tape(tape), rows)?.try_mul(mask))
}

/// The sum over taps of the rows that each one reads times its weights.
fn depthwise<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    weight: &Rows<D>,
    bias: Option<&Rows<D>>,
    map: &KernelMap,
) -> Result<Rows<D>> {
    let (x, weight) = (tape.contiguous(x)?, tape.contiguous(weight)?);
    let bias = bias.map(|bias| tape.contiguous(bias)).transpose()?;
    let shape = (map.rows_out(), weight.shape().1);
    let rows = taps(map).unwrap_or_else(|| (0..map.rows_in()).collect());
    let of_tap = |tap: usize| rows.iter().skip(tap).step_by(map.taps()).copied().collect();
    tape.with_dfdx(|tape| {
        let x = with_row(x.put_tape(tape), 0.0)?;
        let (further, parameters) = (x.with_empty_tape(), weight.retaped::<OwnedTape<f32, D>>());
        let own = |tap: usize| pick(parameters.with_empty_tape(), vec![tap; shape.0]);
        let mut sum = pick(x, of_tap(0))?.try_mul(own(0)?)?;
        for tap in 1..map.taps() {
            sum = sum.try_add(pick(further.with_empty_tape(), of_tap(tap))?.try_mul(own(tap)?)?)?;
        }
        match bias {
            None => Ok(sum),
            Some(bias) => sum.try_add(for_every_row(&bias, shape)?),
        }
    })
}
