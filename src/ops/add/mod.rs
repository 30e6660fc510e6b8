//! Two maps added.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::Result;
use crate::cuda::{Launch, Sum, Task};
use crate::grid::RowCount;
use crate::kernels::rows::pointwise;

/// The sum of two maps of one shape, where no norm does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Add;

impl Operation for Add {
    fn label(&self) -> String {
        "sum".into()
    }

    /// 1 per element in the paper's count.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_out * extent.c_out as f64, ..Count::default() })
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        pointwise::add(at.inputs[0], at.inputs[1], y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        let (a, b, y) = (at.inputs[0].address, at.inputs[1].address, at.output.address);
        let numbers = at.output.numbers;
        Ok(vec![Launch::each("sum", numbers, Task::Sum(Sum { a, b, y, numbers: numbers as i64 }))])
    }
}

fn check_shapes(a: (usize, usize), b: (usize, usize)) -> Result<()> {
    check::not_empty("sum", a)?;
    check::same("sum", a, b)
}
