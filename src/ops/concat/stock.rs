//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Concat, Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn concat<D: Device>(tape: &mut Tape<D>, parts: &[&Rows<D>]) -> Result<Rows<D>> {
    let shapes: Vec<_> = parts.iter().map(|part| *part.shape()).collect();
    check_shapes(&shapes)?;
    let parts: Vec<_> = parts.iter().map(|part| tape.contiguous(part)).collect::<Result<_>>()?;
    tape.with_dfdx(|tape| {
        let mut all = parts[0].clone().put_tape(tape);
        for part in &parts[1..] {
            all = (all, apart(part)?).try_concat_along(Axis::<1>)?;
        }
        Ok(all)
    })
}

impl StockOp for Concat {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        concat(site.tape, inputs)
    }
}
