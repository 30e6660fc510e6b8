//! The cells of a batch at every depth, listed on the GPU from its levels.

use std::collections::HashMap;

use super::{Cell, Cells, Gpu, Launch, THREADS, Task};
use crate::Result;
use crate::grid::{Place, Tables};

/// Lanes of a warp, which looks at one line of boxes.
const LANES: usize = 32;

/// The cells at one depth, on the GPU.
pub(super) struct Grid<M> {
    /// Row of the cell at each lattice position, −1 where none is.
    pub cell_of: M,
    pub cells: M,
    pub rows: usize,
}

/// Each listed at its first use.
pub(super) struct Grids<'a, C: Gpu> {
    gpu: &'a C,
    tables: &'a Tables,
    levels: Option<C::Memory>,
    listed: HashMap<u8, Grid<C::Memory>>,
}

impl<'a, C: Gpu> Grids<'a, C> {
    pub(super) fn new(gpu: &'a C, tables: &'a Tables) -> Self {
        Grids { gpu, tables, levels: None, listed: HashMap::new() }
    }

    /// The cells at a depth, listed if they are not there.
    pub(super) fn at(&mut self, depth: u8) -> Result<&Grid<C::Memory>> {
        if !self.listed.contains_key(&depth) {
            let grid = self.list(depth)?;
            self.listed.insert(depth, grid);
        }
        Ok(&self.listed[&depth])
    }

    fn list(&mut self, depth: u8) -> Result<Grid<C::Memory>> {
        let (gpu, tables) = (self.gpu, self.tables);
        let levels = match self.levels.take() {
            Some(levels) => levels,
            None => {
                let all: Vec<&[u8]> = tables.levels().iter().map(|levels| levels.as_slice()).collect();
                gpu.upload(&all.concat())?
            }
        };
        let levels = self.levels.insert(levels);
        let (height, width) = tables.lattice(tables.fine_stride());
        let rows = tables.rows(Place::Cells { depth })?;
        let lines = tables.images() * (usize::from(depth) + 1) * height;
        let before = gpu.filled((lines + 1) * size_of::<i32>(), 0)?;
        // −1 where no cell is.
        let cell_of = gpu.filled(tables.images() * height * width * size_of::<i32>(), 0xff)?;
        let cells = gpu.filled(rows * size_of::<Cell>(), 0)?;
        let task = Task::Cells(Cells {
            levels: gpu.address(levels),
            before: gpu.address(&before),
            cell_of: gpu.address(&cell_of),
            cells: gpu.address(&cells),
            lines: lines as i32,
            depth: i32::from(depth),
            height: height as i32,
            width: width as i32,
            levels_height: tables.levels()[0].height() as i32,
            levels_width: tables.levels()[0].width() as i32,
        });
        gpu.launch(&Launch::each("count_cells", lines * LANES, task))?;
        let shared = THREADS * size_of::<i32>() as u32;
        gpu.launch(&Launch { kernel: "sum_cells", blocks: 1, shared, task })?;
        gpu.launch(&Launch::each("list_cells", lines * LANES, task))?;
        Ok(Grid { cell_of, cells, rows })
    }
}
