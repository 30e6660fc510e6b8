//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Device, Mix, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn mix<D: Device>(
    tape: &mut Tape<D>,
    fine: &Rows<D>,
    coarse: &Rows<D>,
    share: &Rows<D>,
) -> Result<Rows<D>> {
    check_shapes(*fine.shape(), *coarse.shape(), *share.shape())?;
    let (fine, coarse, share) = (tape.contiguous(fine)?, tape.contiguous(coarse)?, tape.contiguous(share)?);
    let shape = *fine.shape();
    tape.with_dfdx(|tape| {
        let share = share.put_tape(tape).try_reshape_like(&(shape.0,))?;
        let share = share.try_broadcast_like::<_, Axis<1>>(&shape)?;
        let step = apart(&coarse)?.try_sub(apart(&fine)?)?;
        share.try_mul(step)?.try_add(apart(&fine)?)
    })
}

impl StockOp for Mix {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        mix(site.tape, inputs[0], inputs[1], inputs[2])
    }
}
