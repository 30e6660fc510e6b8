//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::kernels::rows::mean;
use crate::ops::stock::{pick, taps, with_row};
use crate::ops::{Device, MeanPool, Rows, Site, StockOp, Tape, from_vec};

/// The sum of what the taps read, zeros outside, times one by the number of taps that read something.
pub(in crate::ops) fn mean_pool<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    map: &KernelMap,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), map)?;
    let x = tape.contiguous(x)?;
    let channels = x.shape().1;
    let rows = taps(map).unwrap_or_else(|| (0..map.rows_in()).collect());
    let of_tap = |tap: usize| rows.iter().skip(tap).step_by(map.taps()).copied().collect();
    let share: Vec<f32> =
        mean::shares(map).into_iter().flat_map(|share| std::iter::repeat_n(share, channels)).collect();
    let share = from_vec(x.device(), share, (map.rows_out(), channels))?;
    tape.with_dfdx(|tape| {
        let x = with_row(x.put_tape(tape), 0.0)?;
        let further = x.with_empty_tape();
        let mut sum = pick(x, of_tap(0))?;
        for tap in 1..map.taps() {
            sum = sum.try_add(pick(further.with_empty_tape(), of_tap(tap))?)?;
        }
        sum.try_mul(share)
    })
}

impl StockOp for MeanPool {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        mean_pool(site.tape, inputs[0], &*site.tables.map(self.route)?)
    }
}
