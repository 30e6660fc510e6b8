//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::sums::{spread_weighted, weighted_sums};
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, MeanOfImages, Rows, Site, Tape};

pub(in crate::ops) fn pool_images(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    start: &[usize],
    weight: &[f32],
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), start, weight)?;
    let x = tape.contiguous(x)?;
    let shape = (start.len() - 1, x.shape().1);
    let mut y = numbers(shape.num_elements());
    weighted_sums(&view(&x), shape.1, start, weight, &mut y);
    let y = from_vec(x.device(), y, shape)?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    let (start, weight) = (start.to_vec(), weight.to_vec());
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        spread_weighted(&dy, shape.1, &start, &weight, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for MeanOfImages {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let (start, share) = self.shares(site.tables)?;
        pool_images(site.tape, inputs[0], &start, &share)
    }
}
