//! On this crate's kernels.

use dfdx::prelude::*;

use crate::Result;
use crate::kernels::rows::pointwise;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Graph, Rows, check};

pub(in crate::ops) fn relu(graph: &mut Graph<Cpu>, x: &Rows<Cpu>) -> Result<Rows<Cpu>> {
    let x = graph.contiguous(x)?;
    let mut y = vec![0.0; x.shape().num_elements()];
    pointwise::relu(&view(&x), &mut y);
    let y = from_vec(x.device(), y, *x.shape())?;

    let (of_x, of_y, kept) = (GradientOf::rows(&x), GradientOf::rows(&y), y.clone());
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        pointwise::relu_backward(&dy, &view(&kept), of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

pub(in crate::ops) fn add(graph: &mut Graph<Cpu>, a: &Rows<Cpu>, b: &Rows<Cpu>) -> Result<Rows<Cpu>> {
    check::same("sum", *a.shape(), *b.shape())?;
    let (a, b) = (graph.contiguous(a)?, graph.contiguous(b)?);
    let mut y = vec![0.0; a.shape().num_elements()];
    pointwise::add(&view(&a), &view(&b), &mut y);
    let y = from_vec(a.device(), y, *a.shape())?;

    let (of_a, of_b, of_y) = (GradientOf::rows(&a), GradientOf::rows(&b), GradientOf::rows(&y));
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        pointwise::accumulate(&dy, of_a.sum(gradients)?);
        pointwise::accumulate(&dy, of_b.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
