//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_probability;
use crate::Result;
use crate::kernels::rows::dropout;
use crate::ops::{Device, Dropout, Mode, Rows, Site, StockOp, Tape, from_vec};

/// With the draws of this crate, since dfdx's own depend on the order of calls.
pub(in crate::ops) fn dropout<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    p: f32,
    seed: u64,
) -> Result<Rows<D>> {
    check_probability(p)?;
    let x = tape.contiguous(x)?;
    let dropout = dropout::Dropout::new(p, seed);
    let factors = (0..x.shape().num_elements() as u64).map(|position| dropout.factor(position)).collect();
    let factors = from_vec(x.device(), factors, *x.shape())?;
    tape.with_dfdx(|tape| x.put_tape(tape).try_mul(factors))
}

impl StockOp for Dropout {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        match site.mode {
            Mode::Training { dropout_seed } => dropout(site.tape, inputs[0], self.probability, dropout_seed),
            Mode::Evaluation => Ok(inputs[0].clone()),
        }
    }
}
