//! On this crate's kernels.

use std::sync::Arc;

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::kernels::rows::gather;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn gather(
    graph: &mut Graph<Cpu>,
    x: &Rows<Cpu>,
    map: &Arc<KernelMap>,
) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), map)?;
    let x = graph.contiguous(x)?;
    let channels = x.shape().1;
    let mut y = vec![0.0; map.rows_out() * channels];
    gather::gather(&view(&x), channels, map, &mut y);
    let y = from_vec(x.device(), y, (map.rows_out(), channels))?;

    let (of_x, of_y, map) = (GradientOf::rows(&x), GradientOf::rows(&y), map.clone());
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        gather::gather_backward(&dy, channels, &map, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
