//! The kernel maps of a batch: each built at its first use and then shared by all layers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::lattice::lattice_map;
use super::{CellGrid, KernelMap, Place, Tables, Window};
use crate::{Error, Result};

/// What a map is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Table {
    Window { from: Place, to: Place, window: Window },
    ConvAtCellPitch { depth: u8, kernel: usize, dilation: usize },
    Keep { depth: u8 },
    Merge { depth: u8 },
    ToLattice { depth: u8 },
    Broadcast { place: Place },
}

impl Table {
    /// Does the map depend on sizes alone, not on levels?
    fn is_regular(self) -> bool {
        match self {
            Table::Window { from, to, .. } => {
                matches!((from, to), (Place::Lattice { .. }, Place::Lattice { .. }))
            }
            Table::Broadcast { place } => matches!(place, Place::Lattice { .. }),
            Table::ConvAtCellPitch { .. }
            | Table::Keep { .. }
            | Table::Merge { .. }
            | Table::ToLattice { .. } => false,
        }
    }
}

/// Maps by what they are for.
#[derive(Debug, Default)]
pub(super) struct Maps(Mutex<HashMap<Table, Arc<KernelMap>>>);

impl Maps {
    fn get(&self, key: Table, build: impl FnOnce() -> Result<KernelMap>) -> Result<Arc<KernelMap>> {
        // A poisoned lock only means that another thread panicked while building; the map itself is whole.
        let mut maps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(map) = maps.get(&key) {
            return Ok(map.clone());
        }
        let map = Arc::new(build()?);
        maps.insert(key, map.clone());
        Ok(map)
    }
}

impl Tables {
    /// The kernel map of a k×k convolution, padded on both sides alike: [`Tables::window`] with a centred one.
    ///
    /// # Errors
    /// When the kernel is even or no layer leads from one place to the other.
    pub fn conv(&self, from: Place, to: Place, kernel: usize, dilation: usize) -> Result<Arc<KernelMap>> {
        check_odd(kernel)?;
        self.window(from, to, Window::centred(kernel, dilation))
    }

    /// The kernel map of a convolution or max-pool from one place to another: the same place, the next
    /// regular lattice, or the next depth (only the rows that the step keeps).
    ///
    /// # Errors
    /// When no layer leads from one place to the other.
    pub fn window(&self, from: Place, to: Place, window: Window) -> Result<Arc<KernelMap>> {
        self.table(Table::Window { from, to, window }, || match (from, to) {
            (place, same) if place == same && window.taps() == 1 => {
                Ok(KernelMap::identity(self.rows(place)?))
            }
            (Place::Cells { depth }, Place::Cells { depth: to }) if to == depth || to == depth + 1 => {
                Ok(self.grid(depth)?.kernel_map_of(&self.kept(depth, to)?, window))
            }
            (Place::Lattice { stride }, Place::Lattice { stride: to })
                if to == stride || to == 2 * stride =>
            {
                let (from, step) = (self.lattice(stride), to / stride);
                Ok(lattice_map(self.images(), from, self.lattice(to), window, step))
            }
            _ => Err(Error::new(format!("no layer leads from {from:?} to {to:?}"))),
        })
    }

    /// The rows at one depth that remain at another, the same or the next.
    fn kept(&self, depth: u8, to: u8) -> Result<Vec<u32>> {
        let before = self.grid(depth)?;
        if to == depth {
            return Ok((0..before.rows() as u32).collect());
        }
        Ok(self.grid(to)?.kept_of(before))
    }

    /// The kernel map of a k×k convolution on the cells at a depth, with taps `dilation` lattice positions
    /// apart but at least one cell: for heads on cells.
    ///
    /// # Errors
    /// When the kernel is even, and as [`Tables::grid`].
    pub fn conv_at_cell_pitch(&self, depth: u8, kernel: usize, dilation: usize) -> Result<Arc<KernelMap>> {
        check_odd(kernel)?;
        self.table(Table::ConvAtCellPitch { depth, kernel, dilation }, || {
            Ok(self.grid(depth)?.kernel_map_at_cell_pitch(kernel, dilation))
        })
    }

    /// The downsampling step into `depth` by itself: a merged cell takes the value of its top-left one.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn keep(&self, depth: u8) -> Result<Arc<KernelMap>> {
        self.table(Table::Keep { depth }, || {
            let before = self.grid_before(depth)?;
            let kept = self.grid(depth)?.kept_of(before);
            Ok(KernelMap::new(before.rows(), 1, kept.into_iter().map(|row| row as i32).collect()))
        })
    }

    /// The cells that a downsampling step into `depth` starts from.
    fn grid_before(&self, depth: u8) -> Result<&CellGrid> {
        let before = depth.checked_sub(1);
        self.grid(before.ok_or_else(|| Error::new("no downsampling step leads into depth 0"))?)
    }

    /// The cells that adaptive 2×2 max-pooling into `depth` merges.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn merge(&self, depth: u8) -> Result<Arc<KernelMap>> {
        self.table(Table::Merge { depth }, || Ok(self.grid(depth)?.merged_from(self.grid_before(depth)?)))
    }

    /// The way from the cells at a depth back to the lattice of the fine stride.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn to_lattice(&self, depth: u8) -> Result<Arc<KernelMap>> {
        self.table(Table::ToLattice { depth }, || Ok(self.grid(depth)?.to_lattice()))
    }

    /// From one row per image to every row of the image.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn broadcast(&self, place: Place) -> Result<Arc<KernelMap>> {
        self.table(Table::Broadcast { place }, || {
            let start = self.image_start(place)?;
            let image =
                |(image, bounds): (usize, &[usize])| std::iter::repeat_n(image as i32, bounds[1] - bounds[0]);
            Ok(KernelMap::new(self.images(), 1, start.windows(2).enumerate().flat_map(image).collect()))
        })
    }

    fn table(&self, key: Table, build: impl FnOnce() -> Result<KernelMap>) -> Result<Arc<KernelMap>> {
        let maps = if key.is_regular() { &self.lattice_maps } else { &self.cell_maps };
        maps.get(key, build)
    }
}

fn check_odd(kernel: usize) -> Result<()> {
    if kernel.is_multiple_of(2) {
        return Err(Error::new(format!("a kernel map needs an odd kernel, not {kernel}×{kernel}")));
    }
    Ok(())
}
