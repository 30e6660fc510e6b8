//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_probability;
use crate::Result;
use crate::kernels::rows::dropout::Dropout;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn dropout(graph: &mut Graph<Cpu>, x: &Rows<Cpu>, p: f32, seed: u64) -> Result<Rows<Cpu>> {
    check_probability(p)?;
    let x = graph.contiguous(x)?;
    let dropout = Dropout::new(p, seed);
    let mut y = vec![0.0; x.shape().num_elements()];
    dropout.accumulate(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        dropout.accumulate(&dy, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
