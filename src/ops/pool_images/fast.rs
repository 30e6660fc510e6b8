//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::sums::{spread_weighted, weighted_sums};
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn pool_images(
    graph: &mut Graph<Cpu>,
    x: &Rows<Cpu>,
    start: &[usize],
    weight: &[f32],
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), start, weight)?;
    let x = graph.contiguous(x)?;
    let shape = (start.len() - 1, x.shape().1);
    let mut y = vec![0.0; shape.num_elements()];
    weighted_sums(&view(&x), shape.1, start, weight, &mut y);
    let y = from_vec(x.device(), y, shape)?;

    let (of_x, of_y) = (GradientOf::rows(&x), GradientOf::rows(&y));
    let (start, weight) = (start.to_vec(), weight.to_vec());
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        spread_weighted(&dy, shape.1, &start, &weight, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
