//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::kernels::rows::concat;
use crate::ops::gradient::GradientOf;
use crate::ops::memory::numbers;
use crate::ops::view::{from_vec, view};
use crate::ops::{Concat, FastOp, Rows, Site, Tape};

pub(in crate::ops) fn concat(tape: &mut Tape<Cpu>, parts: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
    let shapes: Vec<_> = parts.iter().map(|part| *part.shape()).collect();
    let shape = check_shapes(&shapes)?;
    let (channels, mut offset) = (shape.1, 0);
    let mut y = numbers(shape.num_elements());
    let mut of_parts = Vec::with_capacity(parts.len());
    for part in parts {
        let part = tape.contiguous(part)?;
        let part_channels = part.shape().1;
        concat::insert(&view(&part), part_channels, offset, &mut y, channels);
        of_parts.push((offset, part_channels, GradientOf::rows(&part)));
        offset += part_channels;
    }
    let y = from_vec(parts[0].device(), y, shape)?;

    let of_y = GradientOf::rows(&y);
    tape.record(move |gradients| {
        let dy = of_y.take(gradients)?;
        for (offset, part_channels, of_part) in of_parts {
            concat::extract(&dy, channels, offset, of_part.sum(gradients)?, part_channels);
        }
        Ok(())
    });
    Ok(y)
}

impl FastOp for Concat {
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>> {
        concat(site.tape, inputs)
    }
}
