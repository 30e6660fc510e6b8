//! Every channel times a trained factor.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::operation::{Count, Extent, Initial, Operation, ParameterSpec};
use crate::Result;
use crate::grid::RowCount;

/// Every channel times a trained factor, which begins near 0, plus a residual where there is a second input: the end of a
/// block of ConvNeXt (Touvron et al., arXiv 2103.17239, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerScale {
    /// Of its inputs and its result.
    pub channels: usize,
}

/// What the factors of ConvNeXt begin as.
const INITIAL: f32 = 1e-6;

impl Operation for LayerScale {
    fn label(&self) -> String {
        "layer scale".into()
    }

    fn details(&self, _: &Extent) -> String {
        "scale by channel".into()
    }

    fn parameters(&self) -> Vec<ParameterSpec> {
        let (shape, initial) = (vec![self.channels, 1, 1], Initial::Constant(INITIAL));
        vec![ParameterSpec { suffix: "layer_scale", shape, initial }]
    }

    /// 1 per element, as for an activation.
    fn count(&self, extent: &Extent, _: &dyn RowCount) -> Result<Count> {
        Ok(Count { ptflops: extent.rows_out * extent.c_out as f64, ..Count::default() })
    }
}

const NAME: &str = "layer scale";

type Shape = (usize, usize);

fn check_shapes(x: Shape, factors: Shape, residual: Option<Shape>) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::per_channel(NAME, "the factors", factors, x.1)?;
    residual.map_or(Ok(()), |residual| check::same(NAME, x, residual))
}
