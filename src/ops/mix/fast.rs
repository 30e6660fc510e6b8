//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::mix;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Mix, Rows, Site, Tape};

pub(in crate::ops) fn mix(
    tape: &mut Tape<Cpu>,
    fine: &Rows<Cpu>,
    coarse: &Rows<Cpu>,
    share: &Rows<Cpu>,
) -> Result<Rows<Cpu>> {
    check_shapes(*fine.shape(), *coarse.shape(), *share.shape())?;
    let (fine, coarse, share) = (tape.contiguous(fine)?, tape.contiguous(coarse)?, tape.contiguous(share)?);
    let channels = fine.shape().1;
    let mut y = numbers(fine.shape().num_elements());
    mix::mix(&view(&fine), &view(&coarse), &view(&share), channels, &mut y);
    let y = from_vec(fine.device(), y, *fine.shape())?;

    let [of_fine, of_coarse, of_share, of_y] = [&fine, &coarse, &share, &y].map(GradientOf::rows);
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        mix::accumulate(&dy, &view(&share), channels, |share| 1.0 - share, of_fine.sum(gradients)?);
        mix::accumulate(&dy, &view(&share), channels, |share| share, of_coarse.sum(gradients)?);
        mix::accumulate_share(&dy, &view(&fine), &view(&coarse), channels, of_share.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Mix {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        mix(site.tape, inputs[0], inputs[1], inputs[2])
    }
}
