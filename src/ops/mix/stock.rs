//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn mix<D: Device<f32>>(
    graph: &mut Graph<D>,
    fine: &Rows<D>,
    coarse: &Rows<D>,
    share: &Rows<D>,
) -> Result<Rows<D>> {
    check_shapes(*fine.shape(), *coarse.shape(), *share.shape())?;
    let (fine, coarse, share) =
        (graph.contiguous(fine)?, graph.contiguous(coarse)?, graph.contiguous(share)?);
    let shape = *fine.shape();
    graph.with_dfdx(|tape| {
        let share = share.put_tape(tape).try_reshape_like(&(shape.0,))?;
        let share = share.try_broadcast_like::<_, Axis<1>>(&shape)?;
        let step = apart(&coarse)?.try_sub(apart(&fine)?)?;
        share.try_mul(step)?.try_add(apart(&fine)?)
    })
}
