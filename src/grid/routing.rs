//! Which kernel map each route of a network needs.

use std::sync::Arc;

use super::lattice::lattice_map;
use super::{CellGrid, KernelMap, Place, Route, Tables, Window};
use crate::{Error, Result};

impl Tables {
    /// The kernel map of a route.
    ///
    /// # Errors
    /// When no layer leads from one of its places to the other, as [`Tables::grid`], and for an even window at the
    /// pitch of cells.
    pub fn map(&self, route: Route) -> Result<Arc<KernelMap>> {
        let maps = if route.is_regular() { &self.lattice_maps } else { &self.cell_maps };
        maps.get(route, || match route {
            Route::Window { from, to, window } => self.build_window(from, to, window),
            Route::AtCellPitch { depth, kernel, dilation } => {
                check_odd(kernel)?;
                Ok(self.grid(depth)?.kernel_map_at_cell_pitch(kernel, dilation))
            }
            Route::Keep { depth } => self.build_keep(depth),
            Route::Merge { depth } => Ok(self.grid(depth)?.merged_from(self.grid_before(depth)?)),
            Route::Blocks { depth } => Ok(self.blocks(depth)?.from_cells(self.grid(depth)?)),
            Route::ToLattice { depth } => Ok(self.grid(depth)?.to_lattice()),
            Route::Broadcast { place } => self.build_broadcast(place),
        })
    }

    /// The kernel map of a k×k convolution, padded on both sides alike.
    ///
    /// # Errors
    /// When the kernel is even, and as [`Tables::map`].
    pub fn conv(&self, from: Place, to: Place, kernel: usize, dilation: usize) -> Result<Arc<KernelMap>> {
        check_odd(kernel)?;
        self.map(Route::Window { from, to, window: Window::centred(kernel, dilation) })
    }

    fn build_window(&self, from: Place, to: Place, window: Window) -> Result<KernelMap> {
        match (from, to) {
            (place, same) if place == same && window.taps() == 1 => {
                Ok(KernelMap::identity(self.rows(place)?))
            }
            (Place::Cells { depth }, Place::Cells { depth: to }) if to == depth || to == depth + 1 => {
                Ok(self.grid(depth)?.kernel_map_of(&self.kept(depth, to)?, window, None))
            }
            (Place::Blocks { depth }, Place::Cells { depth: to }) if to == depth || to == depth + 1 => {
                let blocks = Some(self.blocks(depth)?);
                Ok(self.grid(depth)?.kernel_map_of(&self.kept(depth, to)?, window, blocks))
            }
            (Place::Lattice { stride }, Place::Lattice { stride: to })
                if to == stride || to == 2 * stride || window.covers(stride, to) =>
            {
                let (from, step) = (self.lattice(stride), to / stride);
                Ok(lattice_map(self.images(), from, self.lattice(to), window, step))
            }
            _ => Err(Error::new(format!("no layer leads from {from:?} to {to:?}"))),
        }
    }

    /// The rows at one depth that remain at another, the same or the next.
    fn kept(&self, depth: u8, to: u8) -> Result<Vec<u32>> {
        let before = self.grid(depth)?;
        if to == depth {
            return Ok((0..before.rows() as u32).collect());
        }
        Ok(self.grid(to)?.kept_of(before))
    }

    fn build_keep(&self, depth: u8) -> Result<KernelMap> {
        let before = self.grid_before(depth)?;
        let kept = self.grid(depth)?.kept_of(before);
        Ok(KernelMap::new(before.rows(), 1, kept.into_iter().map(|row| row as i32).collect()))
    }

    /// The cells that a downsampling step into `depth` starts from.
    fn grid_before(&self, depth: u8) -> Result<&CellGrid> {
        let before = depth.checked_sub(1);
        self.grid(before.ok_or_else(|| Error::new("no downsampling step leads into depth 0"))?)
    }

    fn build_broadcast(&self, place: Place) -> Result<KernelMap> {
        let start = self.image_start(place)?;
        let image =
            |(image, bounds): (usize, &[usize])| std::iter::repeat_n(image as i32, bounds[1] - bounds[0]);
        Ok(KernelMap::new(self.images(), 1, start.windows(2).enumerate().flat_map(image).collect()))
    }
}

fn check_odd(kernel: usize) -> Result<()> {
    if kernel.is_multiple_of(2) {
        return Err(Error::new(format!("a kernel map needs an odd kernel, not {kernel}×{kernel}")));
    }
    Ok(())
}
