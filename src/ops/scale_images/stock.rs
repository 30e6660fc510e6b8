//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{ScaleImages, check_shapes};
use crate::Result;
use crate::ops::stock::pick;
use crate::ops::{Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn scale_images<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    factors: &Rows<D>,
    start: &[usize],
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), *factors.shape(), start)?;
    let (x, factors) = (tape.contiguous(x)?, tape.contiguous(factors)?);
    let rows = |(image, bounds): (usize, &[usize])| std::iter::repeat_n(image, bounds[1] - bounds[0]);
    let rows = start.windows(2).enumerate().flat_map(rows).collect();
    tape.with_dfdx(|tape| pick(factors.put_tape(tape), rows)?.try_mul(x))
}

impl StockOp for ScaleImages {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let start = self.starts(site.tables)?;
        scale_images(site.tape, inputs[0], inputs[1], &start)
    }
}
