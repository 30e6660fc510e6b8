//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{Choice, check_choice, differences, hard};
use crate::Result;
use crate::ops::{Choose, Device, Rows, Site, StockOp, Tape, from_vec, to_vec};

pub(in crate::ops) fn gumbel<D: Device>(
    tape: &mut Tape<D>,
    scores: &Rows<D>,
    choice: Choice<'_>,
) -> Result<Rows<D>> {
    check_choice(*scores.shape(), choice)?;
    let scores = tape.contiguous(scores)?;
    let (rows, device) = (scores.shape().0, scores.device().clone());
    let difference = from_vec(&device, vec![-1.0, 1.0], (2, 1))?;
    let noise = from_vec(&device, differences(choice.noise).collect(), (rows, 1))?;
    let soft = tape.with_dfdx(|tape| {
        let difference = scores.put_tape(tape).try_matmul(difference)?.try_add(noise)?;
        difference.try_mul(1.0 / choice.temperature)?.try_sigmoid()
    })?;
    if !choice.hard {
        return Ok(soft);
    }
    // The step from the soft choice to the hard one is a constant to the gradient.
    let step = to_vec(&soft).into_iter().map(|soft| hard(soft - 0.5) - soft).collect();
    let step = from_vec(&device, step, (rows, 1))?;
    tape.with_dfdx(|tape| soft.put_tape(tape).try_add(step))
}

impl StockOp for Choose {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let choice = self.choice(site)?;
        gumbel(site.tape, inputs[0], choice)
    }
}
