//! Activations other than ReLU.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::Result;
use crate::cuda::{self, Launch, Task};
use crate::grid::RowCount;
pub use crate::kernels::rows::activation::Activation;

/// A function that every number goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activate {
    /// Which one.
    pub activation: Activation,
}

impl Operation for Activate {
    fn label(&self) -> String {
        self.activation.name().into()
    }

    fn details(&self, _: &Extent) -> String {
        self.label()
    }

    /// 1 per element in the paper's count, as for ReLU.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_out * extent.c_out as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.activation.apply(at.inputs[0], y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let (x, y, numbers) = (at.inputs[0].address, at.output.address, at.output.numbers);
        let task = cuda::Activate { x, y, numbers: numbers as i64, activation: self.activation as i32 };
        Ok(vec![Launch::each("activate", numbers, Task::Activate(task))])
    }
}
