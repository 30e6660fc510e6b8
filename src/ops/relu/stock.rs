//! Made of dfdx's own operations.

use dfdx::prelude::*;

use crate::Result;
use crate::ops::stock::apart;
use crate::ops::{Graph, Rows, check};

pub(in crate::ops) fn relu<D: Device<f32>>(graph: &mut Graph<D>, x: &Rows<D>) -> Result<Rows<D>> {
    let x = graph.contiguous(x)?;
    graph.with_dfdx(|tape| x.put_tape(tape).try_relu())
}

pub(in crate::ops) fn add<D: Device<f32>>(graph: &mut Graph<D>, a: &Rows<D>, b: &Rows<D>) -> Result<Rows<D>> {
    check::same("sum", *a.shape(), *b.shape())?;
    let (a, b) = (graph.contiguous(a)?, graph.contiguous(b)?);
    graph.with_dfdx(|tape| a.put_tape(tape).try_add(apart(&b)?))
}
