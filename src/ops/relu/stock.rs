//! Made of dfdx's own operations.

use dfdx::prelude::*;

use crate::Result;
use crate::ops::{Relu, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn relu<D: Device<f32>>(tape: &mut Tape<D>, x: &Rows<D>) -> Result<Rows<D>> {
    let x = tape.contiguous(x)?;
    tape.with_dfdx(|tape| x.put_tape(tape).try_relu())
}

impl StockOp for Relu {
    fn stock<D: crate::ops::Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        relu(site.tape, inputs[0])
    }
}
