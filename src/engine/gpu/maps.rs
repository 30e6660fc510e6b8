//! Grids and kernel maps of a batch, built on the card from its levels. Between regular lattices there are none: the
//! kernels reckon which rows they read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::engine::step::Route;
use crate::grid::{Place, Tables, Window as Taps};
use crate::kernels::cuda::{Card, Cell, Cells, Launch, Map, THREADS, Task, Window};
use crate::models::{Conv, Pitch};
use crate::{Error, Result};

/// The cells at one depth.
pub(super) struct Grid<M> {
    cell_of: M,
    cells: M,
    rows: usize,
}

/// What is built for a batch, each at its first use.
pub(super) struct Maps<'a, C: Card> {
    card: &'a C,
    tables: &'a Tables,
    levels: Option<C::Memory>,
    grids: HashMap<u8, Grid<C::Memory>>,
    built: HashMap<Key, C::Memory>,
}

/// A map on cells: its kernel and all that it is told but addresses.
type Key = (&'static str, u8, u8, Taps, bool);

impl<'a, C: Card> Maps<'a, C> {
    pub(super) fn new(card: &'a C, tables: &'a Tables) -> Self {
        Maps { card, tables, levels: None, grids: HashMap::new(), built: HashMap::new() }
    }

    /// Where the taps of a convolution read.
    pub(super) fn of_conv(&mut self, conv: &Conv, from: Place, to: Place) -> Result<Window> {
        self.window(from, to, conv.window(), conv.pitch == Pitch::OfCell)
    }

    /// Where the taps of a pool read, or the one of a step that only moves rows.
    pub(super) fn of_route(&mut self, route: Route) -> Result<Window> {
        let one = Taps::unpadded(1);
        match route {
            Route::Pool { window, from, to } => self.window(from, to, window, false),
            Route::Merge { depth } => self.listed(("map_merged", depth - 1, depth, Taps::unpadded(2), false)),
            Route::Keep { depth } => self.listed(("map_kept", depth - 1, depth, one, false)),
            Route::ToLattice { depth } => {
                let rows_out = self.tables.rows(Place::Lattice { stride: self.tables.fine_stride() })?;
                let index = self.card.address(&self.grid(depth)?.cell_of);
                Ok(Window { index, rows_out: rows_out as i32, taps: 1, ..Window::default() })
            }
            Route::Broadcast { place: Place::Cells { depth } } if depth > 0 => {
                self.listed(("map_images", depth, depth, one, false))
            }
            Route::Broadcast { place } => {
                // Every row of an image reads one: a window that makes so large a step that it stays at the first.
                let rows_out = self.tables.rows(place)? as i32;
                let per_image = rows_out / self.tables.images() as i32;
                let (taps, kernel, height, width, height_out) = (1, 1, 1, 1, 1);
                let width_out = per_image;
                Ok(Window {
                    rows_out,
                    taps,
                    kernel,
                    height,
                    width,
                    height_out,
                    width_out,
                    ..Window::default()
                })
            }
        }
    }

    /// Cells at a depth, for kernels that ask for a row's level; 0 where every row has level 0.
    pub(super) fn cells(&mut self, place: Place) -> Result<u64> {
        match place {
            Place::Cells { depth } if depth > 0 => {
                let card = self.card;
                Ok(card.address(&self.grid(depth)?.cells))
            }
            _ => Ok(0),
        }
    }

    fn window(&mut self, from: Place, to: Place, window: Taps, own_pitch: bool) -> Result<Window> {
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
                (Some(stride), Some(next)) if next == stride || next == 2 * stride => {
                    let ((height, width), out) = (self.tables.lattice(stride), self.tables.lattice(next));
                    Ok(Window {
                        index: 0,
                        rows_out,
                        taps: window.taps() as i32,
                        kernel: window.kernel as i32,
                        padding: window.padding as i32,
                        dilation: window.dilation as i32,
                        step: (next / stride) as i32,
                        height: height as i32,
                        width: width as i32,
                        height_out: out.0 as i32,
                        width_out: out.1 as i32,
                    })
                }
                _ => Err(Error::new(format!("no layer leads from {from:?} to {to:?}"))),
            },
        }
    }

    /// A map of the card's memory, built if it is not there.
    fn listed(&mut self, key: Key) -> Result<Window> {
        let (kernel, from, to, window, own_pitch) = key;
        let (height, width) = self.tables.lattice(self.tables.fine_stride());
        let card = self.card;
        let (cell_of, cells) = {
            let grid = self.grid(from)?;
            (card.address(&grid.cell_of), card.address(&grid.cells))
        };
        let grid = self.grid(to)?;
        let (results, rows) = (card.address(&grid.cells), grid.rows);
        let numbers = rows * window.taps();
        if let Entry::Vacant(place) = self.built.entry(key) {
            let index = card.filled(numbers * size_of::<i32>(), 0)?;
            let map = Map {
                cell_of,
                cells,
                results,
                index: card.address(&index),
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
            card.launch(&Launch::each(kernel, threads, Task::Map(map)))?;
            place.insert(index);
        }
        let index = card.address(&self.built[&key]);
        Ok(Window { index, rows_out: rows as i32, taps: window.taps() as i32, ..Window::default() })
    }

    /// The cells at a depth, listed if they are not there.
    fn grid(&mut self, depth: u8) -> Result<&Grid<C::Memory>> {
        if !self.grids.contains_key(&depth) {
            let grid = self.list(depth)?;
            self.grids.insert(depth, grid);
        }
        Ok(&self.grids[&depth])
    }

    fn list(&mut self, depth: u8) -> Result<Grid<C::Memory>> {
        let (card, tables) = (self.card, self.tables);
        let levels = match self.levels.take() {
            Some(levels) => levels,
            None => {
                let all: Vec<&[u8]> = tables.levels().iter().map(|levels| levels.as_slice()).collect();
                card.upload(&all.concat())?
            }
        };
        let levels = self.levels.insert(levels);
        let (height, width) = tables.lattice(tables.fine_stride());
        let rows = tables.rows(Place::Cells { depth })?;
        let lines = tables.images() * (usize::from(depth) + 1) * height;
        let before = card.filled((lines + 1) * size_of::<i32>(), 0)?;
        // −1 where no cell is.
        let cell_of = card.filled(tables.images() * height * width * size_of::<i32>(), 0xff)?;
        let cells = card.filled(rows * size_of::<Cell>(), 0)?;
        let task = Task::Cells(Cells {
            levels: card.address(levels),
            before: card.address(&before),
            cell_of: card.address(&cell_of),
            cells: card.address(&cells),
            lines: lines as i32,
            depth: i32::from(depth),
            height: height as i32,
            width: width as i32,
            levels_height: tables.levels()[0].height() as i32,
            levels_width: tables.levels()[0].width() as i32,
        });
        const LANES: usize = 32;
        card.launch(&Launch::each("count_cells", lines * LANES, task))?;
        let shared = THREADS * size_of::<i32>() as u32;
        card.launch(&Launch { kernel: "sum_cells", blocks: 1, shared, task })?;
        card.launch(&Launch::each("list_cells", lines * LANES, task))?;
        Ok(Grid { cell_of, cells, rows })
    }
}
