//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_probability;
use crate::Result;
use crate::kernels::rows::dropout::Dropout;
use crate::ops::{Graph, Rows, from_vec};

/// With the draws of this crate, since dfdx's own depend on the order of calls.
pub(in crate::ops) fn dropout<D: Device<f32>>(
    graph: &mut Graph<D>,
    x: &Rows<D>,
    p: f32,
    seed: u64,
) -> Result<Rows<D>> {
    check_probability(p)?;
    let x = graph.contiguous(x)?;
    let dropout = Dropout::new(p, seed);
    let factors = (0..x.shape().num_elements() as u64).map(|position| dropout.factor(position)).collect();
    let factors = from_vec(x.device(), factors, *x.shape())?;
    graph.with_dfdx(|tape| x.put_tape(tape).try_mul(factors))
}
