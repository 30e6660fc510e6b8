//! The mean of several rows through a kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::max_pool::pick;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::cuda::Launch;
use crate::grid::{KernelMap, Place, Route, RowCount};
use crate::kernels::rows::mean;
use crate::{Error, Result};

/// The mean over the taps of a route that are not outside: the cells that a step merges, or the positions of a block.
/// Not in the paper: a step of its authors keeps one cell of four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeanPool {
    /// Which rows each row of the result is the mean of.
    pub route: Route,
}

impl Operation for MeanPool {
    fn label(&self) -> String {
        match self.route {
            Route::Merge { .. } => "merge by the mean",
            Route::Blocks { .. } => "blocks of finer cells",
            _ => "mean-pool",
        }
        .into()
    }

    fn place(&self, _: Place, fine_stride: usize) -> Place {
        self.route.to(fine_stride)
    }

    /// Nothing is multiplied but once by a constant; additions are told apart. As pools in the paper's count: 1 per
    /// element that is read.
    fn count(&self, extent: &Extent, rows: &dyn RowCount) -> Result<Count> {
        let channels = extent.c_in as f64;
        let additions = match self.route {
            Route::Blocks { depth } => {
                let of = |level: u8| {
                    rows.blocks(depth, level).map(|blocks| blocks * f64::from((1 << (2 * level)) - 1))
                };
                (1..=depth).map(of).sum::<Result<f64>>()?
            }
            // Each of four cells but one is added.
            _ => (extent.rows_in - extent.rows_out).max(0.0),
        };
        Ok(Count { additions: additions * channels, ptflops: extent.rows_in * channels, ..Count::default() })
    }

    fn route(&self) -> Option<Route> {
        Some(self.route)
    }

    /// Where there are no blocks, or no cells that merge, the rows are the cells already.
    fn changes_nothing(&self, rows: &dyn RowCount) -> Result<bool> {
        let (from, to) = match self.route {
            Route::Blocks { depth } => (Place::Cells { depth }, Place::Blocks { depth }),
            Route::Merge { depth } if depth > 0 => {
                (Place::Cells { depth: depth - 1 }, Place::Cells { depth })
            }
            _ => return Ok(false),
        };
        Ok(rows.rows(from)? == rows.rows(to)?)
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        mean::mean_pool(at.inputs[0], at.channels, &*at.tables.map(self.route)?, y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        pick("mean_pool", self.route, at)
    }
}

const NAME: &str = "mean-pooling";

fn check_shapes(x: (usize, usize), map: &KernelMap) -> Result<()> {
    check::reads(NAME, x, map)?;
    let Some(index) = map.index() else {
        return Ok(());
    };
    match index.chunks_exact(map.taps()).position(|taps| taps.iter().all(|&from| from < 0)) {
        Some(row) => Err(Error::new(format!("{NAME}: output row {row} reads nothing"))),
        None => Ok(()),
    }
}
