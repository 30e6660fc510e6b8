//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn concat<D: Device<f32>>(graph: &mut Graph<D>, parts: &[&Rows<D>]) -> Result<Rows<D>> {
    let shapes: Vec<_> = parts.iter().map(|part| *part.shape()).collect();
    check_shapes(&shapes)?;
    let parts: Vec<_> = parts.iter().map(|part| graph.contiguous(part)).collect::<Result<_>>()?;
    graph.with_dfdx(|tape| {
        let mut all = parts[0].clone().put_tape(tape);
        for part in &parts[1..] {
            all = (all, apart(part)?).try_concat_along(Axis::<1>)?;
        }
        Ok(all)
    })
}
