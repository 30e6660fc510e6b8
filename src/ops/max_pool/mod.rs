//! Max-pooling through a kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::operation::{Count, Extent, Inputs, Operation};
use crate::cuda::{Launch, Pick, Task};
use crate::grid::{KernelMap, Place, Route, RowCount};
use crate::kernels::rows::pool::{self, MOST_TAPS};
use crate::{Error, Result};

/// The largest value over the taps of a route that are not outside: a window, or the cells that a step merges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPool {
    /// Which rows each row of the result is the largest of.
    pub route: Route,
}

impl Operation for MaxPool {
    fn label(&self) -> String {
        if let Route::Merge { .. } = self.route { "merge" } else { "max-pool" }.into()
    }

    fn place(&self, _: Place, fine_stride: usize) -> Place {
        self.route.to(fine_stride)
    }

    /// 1 per *input* element in the paper's count.
    fn count(&self, extent: &Extent, rows: &dyn RowCount) -> Result<Count> {
        let authors = match self.route {
            // The authors lay the cells out on the regular lattice of the depth before and pool all of it.
            Route::Merge { depth } => {
                let stride = rows.fine_stride() << depth.saturating_sub(1);
                rows.rows(Place::Lattice { stride })?
            }
            _ => extent.rows_in,
        };
        Ok(Count { ptflops: authors * extent.c_in as f64, ..Count::default() })
    }

    fn route(&self) -> Option<Route> {
        Some(self.route)
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let mut first = vec![0; y.len()];
        pool::max_pool(at.inputs[0], at.channels, &*at.tables.map(self.route)?, y, &mut first);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        pick("max_pool", self.route, at)
    }
}

/// A kernel that writes rows read through a route.
pub(super) fn pick(kernel: &'static str, route: Route, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
    let window = at.maps.window(route)?;
    let (x, y) = (at.inputs[0].address, at.output.address);
    let task = Pick { x, y, window, channels: at.channels as i32 };
    Ok(vec![Launch::each(kernel, at.output.numbers, Task::Pick(task))])
}

const NAME: &str = "max-pooling";

fn check_shapes(x: (usize, usize), map: &KernelMap) -> Result<()> {
    check::reads(NAME, x, map)?;
    if map.taps() > MOST_TAPS {
        return Err(Error::new(format!("{NAME}: {} taps, at most {MOST_TAPS} are supported", map.taps())));
    }
    let Some(index) = map.index() else {
        return Ok(());
    };
    match index.chunks_exact(map.taps()).position(|taps| taps.iter().all(|&from| from < 0)) {
        Some(row) => Err(Error::new(format!("{NAME}: output row {row} reads nothing"))),
        None => Ok(()),
    }
}
