//! A norm over the channels of every row.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::operation::{Count, Extent, Initial, Operation, ParameterSpec};
use crate::Result;
use crate::grid::RowCount;

/// y = weight · (x − mean) ÷ √(variance + ε) + bias, over the channels of each row: nothing of a batch goes into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerNorm {
    /// Of its input and its result.
    pub channels: usize,
    /// Added to the variance.
    pub eps: f32,
}

impl Operation for LayerNorm {
    fn label(&self) -> String {
        "layer-norm".into()
    }

    fn details(&self, _: &Extent) -> String {
        "norm over channels".into()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        [("weight", 1.0), ("bias", 0.0)]
            .map(|(name, value)| ParameterSpec::per_channel(name, self.channels, Initial::Constant(value)))
            .into()
    }

    /// 2 per element in the paper's count, as for a batch-norm.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: 2.0 * extent.rows_out * extent.c_out as f64, ..Count::default() })
    }
}

const NAME: &str = "layer-norm";

type Shape = (usize, usize);

fn check_shapes(x: Shape, weight: Shape, bias: Shape) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::per_channel(NAME, "the weight", weight, x.1)?;
    check::per_channel(NAME, "the bias", bias, x.1)
}
