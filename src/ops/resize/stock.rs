//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::resize::{Tap, taps};
use crate::ops::stock::{Taped, for_every_channel, pick};
use crate::ops::{Device, Resize, Rows, Site, StockOp, Tape};

/// The weighted sum of the four corners that every output position lies between.
pub(in crate::ops) fn resize_bilinear<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    images: usize,
    from: (usize, usize),
    to: (usize, usize),
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), images, from, to)?;
    let x = tape.contiguous(x)?;
    let shape = (images * to.0 * to.1, x.shape().1);
    let (rows, columns) = (taps(from.0, to.0), taps(from.1, to.1));
    let corner = |of_row: fn(&Tap) -> (usize, f32), of_column: fn(&Tap) -> (usize, f32)| {
        let (mut places, mut weights) = (Vec::with_capacity(shape.0), Vec::with_capacity(shape.0));
        for image in 0..images {
            for row in &rows {
                let (row, row_weight) = of_row(row);
                for column in &columns {
                    let (column, column_weight) = of_column(column);
                    places.push((image * from.0 + row) * from.1 + column);
                    weights.push(row_weight * column_weight);
                }
            }
        }
        (places, weights)
    };
    let low = |tap: &Tap| (tap.low, tap.low_weight);
    let high = |tap: &Tap| (tap.high, tap.high_weight);
    let device = x.device().clone();
    tape.with_dfdx(|tape| {
        let x = x.put_tape(tape);
        let weighted = |x: Taped<D>, (places, weights): (Vec<usize>, Vec<f32>)| {
            let weights = for_every_channel(&device, weights, shape)?;
            pick(x, places)?.try_mul(weights)
        };
        let others = [corner(low, high), corner(high, low), corner(high, high)];
        let further = x.with_empty_tape();
        let mut sum = weighted(x, corner(low, low))?;
        for other in others {
            sum = sum.try_add(weighted(further.with_empty_tape(), other)?)?;
        }
        Ok(sum)
    })
}

impl StockOp for Resize {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let (images, from, to) = self.sizes(site.tables);
        resize_bilinear(site.tape, inputs[0], images, from, to)
    }
}
