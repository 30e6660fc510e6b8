//! Grids and kernel maps of a batch, built on the GPU from its levels. Between regular lattices there are none: the
//! kernels compute which rows they read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::gpu::bytes;
use super::grids::Grids;
use super::{DeviceTables, Gpu, Launch, Map, Task, Window};
use crate::grid::{Place, Route, Tables, Window as Taps};
use crate::{Error, Result};

/// What is built for a batch, each at its first use.
pub struct Maps<'a, C: Gpu> {
    gpu: &'a C,
    tables: &'a Tables,
    grids: Grids<'a, C>,
    built: HashMap<Key, C::Memory>,
    /// Those of blocks, made by the CPU.
    uploaded: HashMap<Route, C::Memory>,
}

/// A map on cells: its kernel and all that it is told but addresses.
type Key = (&'static str, u8, u8, Taps, bool);

impl<'a, C: Gpu> Maps<'a, C> {
    /// None is built yet.
    pub fn new(gpu: &'a C, tables: &'a Tables) -> Self {
        Maps { gpu, tables, grids: Grids::new(gpu, tables), built: HashMap::new(), uploaded: HashMap::new() }
    }

    fn laid(&mut self, from: Place, to: Place, window: Taps, own_pitch: bool) -> Result<Window> {
        let rows_out = self.tables.rows(to)? as i32;
        let lattice = |place| match place {
            Place::Lattice { stride } => Some(stride),
            // All cells at depth 0, in raster order.
            Place::Cells { depth: 0 } => Some(self.tables.fine_stride()),
            _ => None,
        };
        match (from, to) {
            (one, same) if one == same && window.taps() == 1 => {
                Ok(Window { rows_out, taps: 1, ..Window::default() })
            }
            (Place::Cells { depth }, Place::Cells { depth: next })
                if next == depth + 1 || (next == depth && depth > 0) =>
            {
                self.listed(("map_window", depth, next, window, own_pitch))
            }
            _ => match (lattice(from), lattice(to)) {
                (Some(stride), Some(next))
                    if next == stride || next == 2 * stride || window.covers(stride, next) =>
                {
                    Ok(Window { rows_out, ..self.between_lattices(stride, next, window) })
                }
                _ => Err(Error::new(format!("no layer leads from {from:?} to {to:?}"))),
            },
        }
    }

    /// A map of the CPU's, in the GPU's memory.
    fn uploaded(&mut self, route: Route) -> Result<Window> {
        let map = self.tables.map(route)?;
        let (rows_out, taps) = (map.rows_out() as i32, map.taps() as i32);
        let index = match self.uploaded.entry(route) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => {
                let entries = map.index().unwrap_or_default();
                place.insert(self.gpu.upload(bytes(entries))?)
            }
        };
        Ok(Window { index: self.gpu.address(index), rows_out, taps, ..Window::default() })
    }

    fn between_lattices(&self, stride: usize, next: usize, window: Taps) -> Window {
        let (from, to) = (self.tables.lattice(stride), self.tables.lattice(next));
        Window {
            taps: window.taps() as i32,
            kernel: window.kernel as i32,
            padding: window.padding as i32,
            dilation: window.dilation as i32,
            step: (next / stride) as i32,
            height: from.0 as i32,
            width: from.1 as i32,
            height_out: to.0 as i32,
            width_out: to.1 as i32,
            ..Window::default()
        }
    }

    /// A map of the GPU's memory, built if it is not there.
    fn listed(&mut self, key: Key) -> Result<Window> {
        let (kernel, from, to, window, own_pitch) = key;
        let (height, width) = self.tables.lattice(self.tables.fine_stride());
        let gpu = self.gpu;
        let (cell_of, cells) = {
            let grid = self.grids.at(from)?;
            (gpu.address(&grid.cell_of), gpu.address(&grid.cells))
        };
        let grid = self.grids.at(to)?;
        let (results, rows) = (gpu.address(&grid.cells), grid.rows);
        let numbers = rows * window.taps();
        if let Entry::Vacant(place) = self.built.entry(key) {
            let index = gpu.filled(numbers * size_of::<i32>(), 0)?;
            let map = Map {
                cell_of,
                cells,
                results,
                index: gpu.address(&index),
                rows_out: rows as i32,
                kernel: window.kernel as i32,
                padding: window.padding as i32,
                dilation: if own_pitch { 1 } else { window.dilation as i32 },
                // Merging takes the depth in its place.
                pitch: match (kernel, own_pitch) {
                    ("map_merged", _) => i32::from(to),
                    (_, true) => window.dilation as i32,
                    (_, false) => 1 << from,
                },
                own_pitch: i32::from(own_pitch),
                step: i32::from(to > from),
                height: height as i32,
                width: width as i32,
            };
            let threads = if kernel == "map_window" { numbers } else { rows };
            gpu.launch(&Launch::each(kernel, threads, Task::Map(map)))?;
            place.insert(index);
        }
        let index = gpu.address(&self.built[&key]);
        Ok(Window { index, rows_out: rows as i32, taps: window.taps() as i32, ..Window::default() })
    }
}

impl<C: Gpu> DeviceTables for Maps<'_, C> {
    fn window(&mut self, route: Route) -> Result<Window> {
        let one = Taps::unpadded(1);
        match route {
            Route::Window { from: Place::Blocks { .. }, .. } | Route::Blocks { .. } => self.uploaded(route),
            Route::Window { window, from, to } => self.laid(from, to, window, false),
            Route::AtCellPitch { depth, kernel, dilation } => {
                let place = Place::Cells { depth };
                self.laid(place, place, Taps::centred(kernel, dilation), true)
            }
            Route::Merge { depth } => self.listed(("map_merged", depth - 1, depth, Taps::unpadded(2), false)),
            Route::Keep { depth } => self.listed(("map_kept", depth - 1, depth, one, false)),
            Route::ToLattice { depth } => {
                let rows_out = self.tables.rows(Place::Lattice { stride: self.tables.fine_stride() })?;
                let index = self.gpu.address(&self.grids.at(depth)?.cell_of);
                Ok(Window { index, rows_out: rows_out as i32, taps: 1, ..Window::default() })
            }
            Route::Broadcast { place: Place::Cells { depth } } if depth > 0 => {
                self.listed(("map_images", depth, depth, one, false))
            }
            Route::Broadcast { place } => {
                // Every row of an image reads one: a window whose steps have no length stays at the first.
                let rows_out = self.tables.rows(place)? as i32;
                let lattice = Window { kernel: 1, height: 1, width: 1, height_out: 1, ..Window::default() };
                let width_out = rows_out / self.tables.images() as i32;
                Ok(Window { rows_out, width_out, taps: 1, ..lattice })
            }
        }
    }

    fn cells(&mut self, place: Place) -> Result<u64> {
        match place {
            Place::Cells { depth } if depth > 0 => {
                let gpu = self.gpu;
                Ok(gpu.address(&self.grids.at(depth)?.cells))
            }
            _ => Ok(0),
        }
    }
}
