//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_probability;
use crate::Result;
use crate::kernels::rows::dropout;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Dropout, FastOp, Mode, Rows, Site, Tape};

pub(in crate::ops) fn dropout(tape: &mut Tape<Cpu>, x: &Rows<Cpu>, p: f32, seed: u64) -> Result<Rows<Cpu>> {
    check_probability(p)?;
    let x = tape.contiguous(x)?;
    let dropout = dropout::Dropout::new(p, seed);
    let mut y = vec![0.0; x.shape().num_elements()];
    dropout.accumulate(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        dropout.accumulate(&dy, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Dropout {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        match site.mode {
            Mode::Training { dropout_seed } => dropout(site.tape, inputs[0], self.probability, dropout_seed),
            Mode::Evaluation => Ok(inputs[0].clone()),
        }
    }
}
