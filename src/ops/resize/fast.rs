//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::resize::Bilinear;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Resize, Rows, Site, Tape};

pub(in crate::ops) fn resize_bilinear(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    images: usize,
    from: (usize, usize),
    to: (usize, usize),
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), images, from, to)?;
    let x = tape.contiguous(x)?;
    let channels = x.shape().1;
    let bilinear = Bilinear::new(channels, from, to);
    let shape = (images * to.0 * to.1, channels);
    let mut y = numbers(shape.num_elements());
    bilinear.forward(&view(&x), &mut y);
    let y = from_vec(x.device(), y, shape)?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        bilinear.backward(&dy, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Resize {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        let (images, from, to) = self.sizes(site.tables);
        resize_bilinear(site.tape, inputs[0], images, from, to)
    }
}
