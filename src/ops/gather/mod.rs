//! Rows picked through a one-tap kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::gpu::DeviceStep;
use super::max_pool::pick;
use super::operation::{Inputs, Operation};
use crate::Result;
use crate::cuda::Launch;
use crate::grid::{KernelMap, Place, Route, RowCount};
use crate::kernels::rows::gather;

/// One row for each row: back to the lattice, the kept ones of a step, one row per image to all of its rows. Zeros
/// where a route names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gather {
    /// Which row each row of the result is; it has one tap.
    pub route: Route,
}

impl Operation for Gather {
    fn label(&self) -> String {
        match self.route {
            Route::Keep { .. } => "keep top-left",
            Route::Broadcast { .. } => "broadcast",
            Route::ToLattice { .. } => "to lattice",
            Route::Window { .. } | Route::AtCellPitch { .. } | Route::Merge { .. } | Route::Blocks { .. } => {
                "gather"
            }
        }
        .into()
    }

    fn place(&self, _: Place, fine_stride: usize) -> Place {
        self.route.to(fine_stride)
    }

    fn route(&self) -> Option<Route> {
        Some(self.route)
    }

    /// Where every position has a cell of its own, in raster order, the rows are the lattice already.
    fn changes_nothing(&self, rows: &dyn RowCount) -> Result<bool> {
        let Route::ToLattice { depth } = self.route else { return Ok(false) };
        let lattice = Place::Lattice { stride: rows.fine_stride() };
        Ok(rows.rows(Place::Cells { depth })? == rows.rows(lattice)?)
    }

    fn infer(&self, at: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        gather::gather(at.inputs[0], at.channels, &*at.tables.map(self.route)?, y);
        Ok(())
    }

    fn launches(&self, at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        pick("gather", self.route, at)
    }
}

fn check_shapes(x: (usize, usize), map: &KernelMap) -> Result<()> {
    check::reads("gather", x, map)?;
    check::count("gather", "taps", map.taps(), 1)
}
