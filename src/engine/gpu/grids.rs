//! The cells of a batch at every depth, listed on the card from its levels.

use std::collections::HashMap;

use crate::Result;
use crate::grid::{Place, Tables};
use crate::kernels::cuda::{Card, Cell, Cells, Launch, THREADS, Task};

/// Lanes of a warp, which looks at one line of boxes.
const LANES: usize = 32;

/// The cells at one depth, on the card.
pub(super) struct Grid<M> {
    /// Row of the cell at each lattice position, −1 where none is.
    pub cell_of: M,
    pub cells: M,
    pub rows: usize,
}

/// Each listed at its first use.
pub(super) struct Grids<'a, C: Card> {
    card: &'a C,
    tables: &'a Tables,
    levels: Option<C::Memory>,
    listed: HashMap<u8, Grid<C::Memory>>,
}

impl<'a, C: Card> Grids<'a, C> {
    pub(super) fn new(card: &'a C, tables: &'a Tables) -> Self {
        Grids { card, tables, levels: None, listed: HashMap::new() }
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
        card.launch(&Launch::each("count_cells", lines * LANES, task))?;
        let shared = THREADS * size_of::<i32>() as u32;
        card.launch(&Launch { kernel: "sum_cells", blocks: 1, shared, task })?;
        card.launch(&Launch::each("list_cells", lines * LANES, task))?;
        Ok(Grid { cell_of, cells, rows })
    }
}
