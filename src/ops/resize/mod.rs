//! Bilinear resizing of regular lattices.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Inputs, Operation};
use crate::cuda::{self, Launch, Task};
use crate::grid::{Place, Tables};
use crate::kernels::rows::resize::Bilinear;
use crate::{Error, Result};

/// Bilinear (align_corners = false, as PyTorch computes it), from the regular lattice of one stride to that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resize {
    /// Stride of the lattice that is read: input pixels per position.
    pub from: usize,
    /// Stride of the lattice of the result.
    pub to: usize,
}

impl Resize {
    /// Images, and heights and widths of both lattices.
    fn sizes(&self, tables: &Tables) -> (usize, (usize, usize), (usize, usize)) {
        (tables.images(), tables.lattice(self.from), tables.lattice(self.to))
    }
}

impl Operation for Resize {
    fn label(&self) -> String {
        format!("resize {}→{}", self.from, self.to)
    }

    fn place(&self, _: Place, _: usize) -> Place {
        Place::Lattice { stride: self.to }
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (_, from, to) = self.sizes(at.tables);
        Bilinear::new(at.channels, from, to).forward(at.inputs[0], y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let (_, (height, width), out) = self.sizes(at.tables);
        let numbers = at.output.numbers;
        let task = cuda::Resize {
            x: at.inputs[0].address,
            y: at.output.address,
            numbers: numbers as i64,
            channels: at.channels as i32,
            height: height as i32,
            width: width as i32,
            height_out: out.0 as i32,
            width_out: out.1 as i32,
        };
        Ok(vec![Launch::each("resize", numbers, Task::Resize(task))])
    }
}

const NAME: &str = "bilinear resize";

fn check_shapes(x: (usize, usize), images: usize, from: (usize, usize), to: (usize, usize)) -> Result<()> {
    check::not_empty(NAME, x)?;
    if to.0 == 0 || to.1 == 0 {
        return Err(Error::new(format!("{NAME}: {}×{} positions are none", to.0, to.1)));
    }
    if x.0 != images * from.0 * from.1 {
        return Err(Error::new(format!(
            "{NAME}: a feature map [{}, {}] does not hold {images} lattices of {}×{}",
            x.0, x.1, from.0, from.1
        )));
    }
    Ok(())
}
