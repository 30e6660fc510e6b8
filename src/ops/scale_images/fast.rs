//! On this crate's kernels.

use dfdx::prelude::*;

use super::{ScaleImages, check_shapes};
use crate::Result;
use crate::kernels::rows::scale::{Factors, factor_gradient, scale, scale_backward};
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn scale_images(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    factors: &Rows<Cpu>,
    start: &[usize],
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), *factors.shape(), start)?;
    let (x, factors) = (tape.contiguous(x)?, tape.contiguous(factors)?);
    let channels = x.shape().1;
    let mut y = numbers(x.shape().num_elements());
    scale(&view(&x), Factors::OfImages(&view(&factors), start), channels, &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let [of_x, of_y, of_factors] = [&x, &y, &factors].map(GradientOf::rows);
    let start = start.to_vec();
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        factor_gradient(&dy, &view(&x), &start, channels, of_factors.sum(gradients)?);
        scale_backward(&dy, Factors::OfImages(&view(&factors), &start), channels, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for ScaleImages {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let start = self.starts(site.tables)?;
        scale_images(site.tape, inputs[0], inputs[1], &start)
    }
}
