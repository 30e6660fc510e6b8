//! Batch-norm over all rows, with what follows it fused into the same pass.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::{BatchStatistics, check};
use crate::{Error, Result};

const NAME: &str = "batch-norm";

type Shape = (usize, usize);

fn check_shapes(x: Shape, weight: Shape, bias: Shape, residual: Option<Shape>) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::per_channel(NAME, "the weight", weight, x.1)?;
    check::per_channel(NAME, "the bias", bias, x.1)?;
    residual.map_or(Ok(()), |residual| check::same(NAME, x, residual))
}

fn check_batch(x: Shape) -> Result<()> {
    if x.0 < 2 {
        return Err(Error::new(format!("{NAME}: [{}, {}] has too few rows for a deviation", x.0, x.1))
            .help("train with a larger batch or crop"));
    }
    Ok(())
}

fn check_running(running: &BatchStatistics, channels: usize) -> Result<()> {
    check::count(NAME, "running means", running.mean.len(), channels)?;
    check::count(NAME, "running variances", running.variance.len(), channels)
}
