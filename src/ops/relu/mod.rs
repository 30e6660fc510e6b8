//! max(x, 0), where no batch-norm does it.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::Result;
use crate::cuda::{Launch, Rectify, Task};
use crate::grid::RowCount;
use crate::kernels::rows::pointwise;

/// max(x, 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relu;

impl Operation for Relu {
    fn label(&self) -> String {
        "ReLU".into()
    }

    fn details(&self, _: &Extent) -> String {
        "ReLU".into()
    }

    /// 1 per element in the paper's count.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_out * extent.c_out as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        pointwise::relu(at.inputs[0], y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let numbers = at.output.numbers;
        let task = Rectify { x: at.inputs[0].address, y: at.output.address, numbers: numbers as i64 };
        Ok(vec![Launch::each("rectify", numbers, Task::Rectify(task))])
    }
}
