//! Blocks of finer cells, seen as one: what a coarse cell's taps read beside them.

use super::{CellGrid, KernelMap};

/// The boxes of a depth that coarse cells have for neighbours but that hold finer cells, as rows behind those of the
/// cells: image by image, level by level from 1 on, in raster order. Each is the mean of the lattice positions in it.
///
/// An image in which no cell has a level has no blocks of that level: nobody would read them.
#[derive(Debug)]
pub struct Blocks {
    /// Rows of cells, which come first.
    cells: usize,
    depth: u8,
    /// Of each block: index of its top-left position into `cell_of`, and its level.
    boxes: Vec<(u32, u8)>,
    /// For each level from 1 to the depth the row of the block that covers each box, −1 where none does: [images, height
    /// >> level, width >> level].
    row_of: Vec<Vec<i32>>,
    height: usize,
    width: usize,
}

impl Blocks {
    /// Those of a grid.
    pub fn new(grid: &CellGrid) -> Self {
        let (height, width, depth) = (grid.height, grid.width, grid.depth);
        let (cells, boxes) = (grid.rows(), Vec::new());
        let row_of = (1..=depth).map(|level| vec![-1; grid.images() * (height >> level) * (width >> level)]);
        let mut blocks = Blocks { cells, depth, boxes, row_of: row_of.collect(), height, width };
        for (image, bounds) in grid.image_start().windows(2).enumerate() {
            for level in 1..=depth {
                if grid.level[bounds[0]..bounds[1]].contains(&level) {
                    blocks.add_level(grid, image, level);
                }
            }
        }
        blocks
    }

    fn add_level(&mut self, grid: &CellGrid, image: usize, level: u8) {
        let (rows, columns) = (self.height >> level, self.width >> level);
        for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
            let corner = (image * self.height + (y << level)) * self.width + (x << level);
            // A box on the lattice is a cell, or within one, or holds finer ones; at the end of an unpadded lattice it may lie within
            // one that is not there as a whole.
            let covering = usize::try_from(grid.cell_of[corner]).ok();
            if covering.is_some_and(|cell| grid.level[cell] < level) {
                self.row_of[usize::from(level) - 1][(image * rows + y) * columns + x] = self.rows() as i32;
                self.boxes.push((corner as u32, level));
            }
        }
    }

    /// Rows of cells and blocks together.
    pub fn rows(&self) -> usize {
        self.cells + self.boxes.len()
    }

    /// Blocks of a level.
    pub fn of_level(&self, level: u8) -> usize {
        self.boxes.iter().filter(|(_, own)| *own == level).count()
    }

    /// The row that stands for what lies at a position of an image, as a cell of a level sees it; `None` where that is a
    /// cell.
    pub(super) fn at(&self, image: usize, (y, x): (usize, usize), level: u8) -> Option<i32> {
        let rows = self.row_of.get(usize::from(level).checked_sub(1)?)?;
        let (height, width) = (self.height >> level, self.width >> level);
        let (y, x) = (y >> level, x >> level);
        let inside = y < height && x < width;
        let row = *rows.get((image * height + y) * width + x).filter(|_| inside)?;
        (row >= 0).then_some(row)
    }

    /// From the cells to cells and blocks: [rows, 4^depth], a cell reads itself, a block the cell at each of its lattice
    /// positions; −1 behind them.
    pub fn from_cells(&self, grid: &CellGrid) -> KernelMap {
        let taps = 1 << (2 * self.depth);
        let mut index = vec![-1; self.rows() * taps];
        let mut rows = index.chunks_exact_mut(taps);
        for (row, entries) in rows.by_ref().take(self.cells).enumerate() {
            entries[0] = row as i32;
        }
        for (entries, &(corner, level)) in rows.zip(&self.boxes) {
            let side = 1usize << level;
            for (y, line) in entries[..side * side].chunks_exact_mut(side).enumerate() {
                line.copy_from_slice(&grid.cell_of[corner as usize + y * self.width..][..side]);
            }
        }
        KernelMap::new(self.cells, taps, index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Levels;

    /// A lattice of 2×4 boxes of side 2, those that are listed fine.
    fn grid(fine: &[usize], images: usize) -> CellGrid {
        let active: Vec<bool> = (0..8).map(|number| fine.contains(&number)).collect();
        let levels = Levels::from_blocks(&active, 4, 8, 2, 1).unwrap();
        CellGrid::new(&vec![levels; images], 1)
    }

    #[test]
    fn a_block_is_the_mean_of_its_own_positions() {
        let grid = grid(&[1], 2);
        let blocks = Blocks::new(&grid);
        // 4 fine and 7 coarse cells in each image.
        assert_eq!((grid.rows(), blocks.rows(), blocks.of_level(1)), (22, 24, 2));
        let map = blocks.from_cells(&grid);
        assert_eq!(&map.index().unwrap()[21 * 4..], &[21, -1, -1, -1, 0, 1, 2, 3, 11, 12, 13, 14]);
    }

    #[test]
    fn a_grid_of_one_level_has_no_blocks() {
        let (all, none): (Vec<usize>, &[usize]) = ((0..8).collect(), &[]);
        for grid in [grid(&all, 1), grid(none, 1)] {
            assert_eq!(Blocks::new(&grid).rows(), grid.rows());
        }
    }

    #[test]
    fn coarse_cells_see_blocks_where_nearest_ones_see_a_corner() {
        let grid = grid(&[1], 1);
        let blocks = Blocks::new(&grid);
        assert_eq!(blocks.at(0, (0, 2), 1), Some(11));
        assert_eq!(blocks.at(0, (1, 3), 1), Some(11));
        assert_eq!(blocks.at(0, (0, 4), 1), None, "there a coarse cell lies");
        assert_eq!(blocks.at(0, (0, 2), 0), None, "fine cells read cells");
    }

    #[test]
    fn where_a_lattice_ends_within_a_cell_there_is_no_block() {
        // Cells of level 2 on a lattice of 6×10: two whole ones in a line, and two columns that nothing covers.
        let mut level = vec![2u8; 8 * 12];
        (0..4).for_each(|y| level[y * 12 + 4..][..4].fill(0));
        let levels = Levels::new(8, 12, level).unwrap();
        let grid = CellGrid::within(&[levels], (6, 10), 2);
        let blocks = Blocks::new(&grid);
        assert_eq!((grid.rows(), blocks.of_level(1), blocks.of_level(2)), (17, 0, 1));
        assert_eq!(blocks.at(0, (5, 9), 2), None);
        assert_eq!(blocks.at(0, (3, 7), 2), Some(17));
    }

    #[test]
    fn of_two_levels_blocks_nest() {
        // One level-2 box that holds a fine quarter, one that is a cell.
        let mut level = vec![2u8; 32];
        for y in 0..4 {
            for x in 0..4 {
                level[y * 8 + x] = u8::from(y >= 2 || x >= 2);
            }
        }
        let levels = Levels::new(4, 8, level).unwrap();
        let grid = CellGrid::new(&[levels], 2);
        let blocks = Blocks::new(&grid);
        assert_eq!((blocks.of_level(1), blocks.of_level(2)), (1, 1));
        let map = blocks.from_cells(&grid);
        let taps = |row: usize| &map.index().unwrap()[row * 16..][..16];
        assert_eq!(taps(grid.rows())[..5], [0, 1, 2, 3, -1]);
        assert_eq!(taps(grid.rows() + 1)[..4], [0, 1, 4, 4], "a wide cell counts by its area");
    }
}
