//! On this crate's kernels.

use dfdx::prelude::*;

use super::{Add, check_shapes};
use crate::Result;
use crate::kernels::rows::pointwise;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn add(tape: &mut Tape<Cpu>, a: &Rows<Cpu>, b: &Rows<Cpu>) -> Result<Rows<Cpu>> {
    check_shapes(*a.shape(), *b.shape())?;
    let (a, b) = (tape.contiguous(a)?, tape.contiguous(b)?);
    let mut y = numbers(a.shape().num_elements());
    pointwise::add(&view(&a), &view(&b), &mut y);
    let y = from_vec(a.device(), y, *a.shape())?;

    let [of_a, of_b, of_y] = [&a, &b, &y].map(GradientOf::rows);
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        pointwise::accumulate(&dy, of_a.sum(gradients)?);
        pointwise::accumulate(&dy, of_b.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Add {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        add(site.tape, inputs[0], inputs[1])
    }
}
