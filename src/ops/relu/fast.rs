//! On this crate's kernels.

use dfdx::prelude::*;

use crate::Result;
use crate::kernels::rows::pointwise;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Relu, Rows, Site, Tape};

pub(in crate::ops) fn relu(tape: &mut Tape<Cpu>, x: &Rows<Cpu>) -> Result<Rows<Cpu>> {
    let x = tape.contiguous(x)?;
    let mut y = numbers(x.shape().num_elements());
    pointwise::relu(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y, kept) = (GradientOf::rows(&x), GradientOf::rows(&y), y.clone());
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        pointwise::relu_backward(&dy, &view(&kept), of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Relu {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        relu(site.tape, inputs[0])
    }
}
