//! On this crate's kernels.

use dfdx::prelude::*;

use super::{Activate, Activation};
use crate::Result;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Rows, Site, Tape};

pub(in crate::ops) fn activate(
    tape: &mut Tape<Cpu>,
    x: &Rows<Cpu>,
    activation: Activation,
) -> Result<Rows<Cpu>> {
    let x = tape.contiguous(x)?;
    let mut y = numbers(x.shape().num_elements());
    activation.apply(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        activation.backward(&dy, &view(&x), of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Activate {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        activate(site.tape, inputs[0], self.activation)
    }
}
