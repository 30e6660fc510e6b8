//! On this crate's kernels.

use dfdx::prelude::*;

use super::{MeanOfGrid, check_shapes};
use crate::Result;
use crate::kernels::rows::grid_mean::GridMean;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn mean_of_grid(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    images: usize,
    of: GridMean,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), images, &of)?;
    let x = tape.contiguous(x)?;
    let shape = (images, of.channels * of.side * of.side);
    let mut y = numbers(shape.0 * shape.1);
    of.forward(&view(&x), &mut y);
    let y = from_vec(x.device(), y, shape)?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        of.backward(&dy, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for MeanOfGrid {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let of = self.of(site.tables, inputs[0].shape().1);
        mean_of_grid(site.tape, inputs[0], site.tables.images(), of)
    }
}
