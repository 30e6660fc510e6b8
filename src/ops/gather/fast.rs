//! On this crate's kernels.

use std::sync::Arc;

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::grid::KernelMap;
use crate::kernels::rows::gather;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{FastOp, Gather, Rows, Site, Tape};

pub(in crate::ops) fn gather(tape: &mut Tape<Cpu>, x: &Rows<Cpu>, map: &Arc<KernelMap>) -> Result<Rows<Cpu>> {
    check_shapes(*x.shape(), map)?;
    let x = tape.contiguous(x)?;
    let channels = x.shape().1;
    let mut y = numbers(map.rows_out() * channels);
    gather::gather(&view(&x), channels, map, &mut y);
    let y = from_vec(x.device(), y, (map.rows_out(), channels))?;

    let (of_x, of_y, map) = (GradientOf::rows(&x), GradientOf::rows(&y), map.clone());
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        gather::gather_backward(&dy, channels, &map, of_x.sum(gradients)?);
        Ok(())
    });
    Ok(y)
}

impl FastOp for Gather {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        gather(site.tape, inputs[0], &site.tables.map(self.route)?)
    }
}
