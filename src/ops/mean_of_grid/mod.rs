//! The mean of each part of every image.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::cuda::{self, Launch, Task};
use crate::grid::{Place, RowCount, Tables};
use crate::kernels::rows::grid_mean::GridMean;
use crate::{Error, Result};

/// The means of side² parts of each image, side by side in one row [channels · side²], a channel's parts next to each
/// other: what VGG's classifier reads (PyTorch's `AdaptiveAvgPool2d` and `flatten`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeanOfGrid {
    /// Stride of the regular lattice that is read: input pixels per position.
    pub stride: usize,
    /// Parts along one side.
    pub side: usize,
}

impl MeanOfGrid {
    fn of(&self, tables: &Tables, channels: usize) -> GridMean {
        GridMean { lattice: tables.lattice(self.stride), side: self.side, channels }
    }
}

impl Operation for MeanOfGrid {
    fn label(&self) -> String {
        format!("mean of {0}×{0} parts", self.side)
    }

    fn channels(&self, inputs: &[usize]) -> usize {
        inputs[0] * self.side * self.side
    }

    fn place(&self, _: Place, _: usize) -> Place {
        Place::Image
    }

    /// 1 per *input* element in the paper's count, as for the mean of images.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_in * extent.c_in as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.of(at.tables, at.channels / (self.side * self.side)).forward(at.inputs[0], y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let (height, width) = at.tables.lattice(self.stride);
        let numbers = at.output.numbers;
        let task = cuda::GridMean {
            x: at.inputs[0].address,
            y: at.output.address,
            numbers: numbers as i64,
            channels: (at.channels / (self.side * self.side)) as i32,
            height: height as i32,
            width: width as i32,
            side: self.side as i32,
        };
        Ok(vec![Launch::each("grid_mean", numbers, Task::GridMean(task))])
    }
}

const NAME: &str = "mean of parts";

fn check_shapes(x: (usize, usize), images: usize, of: &GridMean) -> Result<()> {
    check::not_empty(NAME, x)?;
    let (height, width) = of.lattice;
    if x.0 != images * height * width || images == 0 {
        let (rows, channels) = x;
        return Err(Error::new(format!(
            "{NAME}: a feature map [{rows}, {channels}] does not hold {images} lattices of {height}×{width}"
        )));
    }
    Ok(())
}
