//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::mix;
use crate::ops::gradient::GradientOf;
use crate::ops::view::{from_vec, view};
use crate::ops::{Graph, Rows};

pub(in crate::ops) fn mix(
    graph: &mut Graph<Cpu>,
    fine: &Rows<Cpu>,
    coarse: &Rows<Cpu>,
    share: &Rows<Cpu>,
) -> Result<Rows<Cpu>> {
    check_shapes(*fine.shape(), *coarse.shape(), *share.shape())?;
    let (fine, coarse, share) =
        (graph.contiguous(fine)?, graph.contiguous(coarse)?, graph.contiguous(share)?);
    let channels = fine.shape().1;
    let mut y = vec![0.0; fine.shape().num_elements()];
    mix::mix(&view(&fine), &view(&coarse), &view(&share), channels, &mut y);
    let y = from_vec(fine.device(), y, *fine.shape())?;

    let [of_fine, of_coarse, of_share, of_y] = [&fine, &coarse, &share, &y].map(GradientOf::rows);
    graph.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        mix::accumulate(&dy, &view(&share), channels, |share| 1.0 - share, of_fine.sum(gradients)?);
        mix::accumulate(&dy, &view(&share), channels, |share| share, of_coarse.sum(gradients)?);
        mix::accumulate_share(&dy, &view(&fine), &view(&coarse), channels, of_share.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}
