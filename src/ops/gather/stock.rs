//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::ops::stock::{pick, taps, with_row};
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn gather<D: Device<f32>>(
    graph: &mut Graph<D>,
    x: &Rows<D>,
    map: &KernelMap,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), map)?;
    let x = graph.contiguous(x)?;
    let rows = taps(map).unwrap_or_else(|| (0..map.rows_in()).collect());
    graph.with_dfdx(|tape| pick(with_row(x.put_tape(tape), 0.0)?, rows))
}
