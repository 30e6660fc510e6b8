//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{pick, taps, with_row};
use crate::ops::{Device, Gather, Rows, Site, StockOp, Tape};

pub(in crate::ops) fn gather<D: Device>(tape: &mut Tape<D>, x: &Rows<D>, map: &KernelMap) -> Result<Rows<D>> {
    check_shapes(*x.shape(), map)?;
    let x = tape.contiguous(x)?;
    let rows = taps(map).unwrap_or_else(|| (0..map.rows_in()).collect());
    tape.with_dfdx(|tape| pick(with_row(x.put_tape(tape), 0.0)?, rows))
}

impl StockOp for Gather {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        gather(site.tape, inputs[0], &*site.tables.map(self.route)?)
    }
}
