//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{pick, taps, with_row};
use crate::ops::{Device, MaxPool, Rows, Site, StockOp, Tape};

/// Goes through the taps in order and keeps a value until a larger one comes, so that the gradient goes to
/// the first maximum. (dfdx's own maximum gives it to every one.)
pub(in crate::ops) fn max_pool<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    map: &KernelMap,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), map)?;
    let x = tape.contiguous(x)?;
    let rows = taps(map).unwrap_or_else(|| (0..map.rows_in()).collect());
    let of_tap = |tap: usize| rows.iter().skip(tap).step_by(map.taps()).copied().collect();
    tape.with_dfdx(|tape| {
        let x = with_row(x.put_tape(tape), f32::NEG_INFINITY)?;
        let further = x.with_empty_tape();
        let mut largest = pick(x, of_tap(0))?;
        for tap in 1..map.taps() {
            let value = pick(further.with_empty_tape(), of_tap(tap))?;
            largest = value.try_gt(&largest)?.try_choose(value, largest)?;
        }
        Ok(largest)
    })
}

impl StockOp for MaxPool {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        max_pool(site.tape, inputs[0], &*site.tables.map(self.route)?)
    }
}
