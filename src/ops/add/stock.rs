//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{Add, check_shapes};
use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Device, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn add<D: Device>(tape: &mut Tape<D>, a: &Rows<D>, b: &Rows<D>) -> Result<Rows<D>> {
    check_shapes(*a.shape(), *b.shape())?;
    let (a, b) = (tape.contiguous(a)?, tape.contiguous(b)?);
    tape.with_dfdx(|tape| a.put_tape(tape).try_add(apart(&b)?))
}

impl StockOp for Add {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        add(site.tape, inputs[0], inputs[1])
    }
}
