//! The cells of a batch of images at one depth (METHOD section 4).

use super::Levels;

/// The cells of a batch at one depth: for each image in turn, level by level (0 … depth), each level in
/// raster order of its boxes. The images of a batch are simply concatenated.
#[derive(Debug)]
pub struct CellGrid {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) depth: u8,
    /// Row of the cell that covers each lattice position, −1 where none does: [images, height, width].
    pub(super) cell_of: Vec<i32>,
    /// Centre (y, x) of each cell on its image's lattice.
    pub(super) centers: Vec<[u32; 2]>,
    /// Effective level of each cell.
    pub(super) level: Vec<u8>,
    /// First row of each image, and the total: images + 1 entries.
    pub(super) image_start: Vec<usize>,
}

impl CellGrid {
    /// Lists the cells of `images` (all of one size) after `depth` downsampling steps.
    ///
    /// # Panics
    /// When the images differ in size or there is none.
    pub fn new(images: &[Levels], depth: u8) -> Self {
        Self::within(images, (images[0].height(), images[0].width()), depth)
    }

    /// The same on a lattice that ends before the levels do: cells are the boxes that lie on it as a whole,
    /// as a regular network of their stride has them; nothing covers the rest of the last row and column.
    ///
    /// # Panics
    /// When the lattice is larger than the levels.
    pub fn within(images: &[Levels], (height, width): (usize, usize), depth: u8) -> Self {
        let mut grid = CellGrid {
            height,
            width,
            depth,
            cell_of: vec![-1; images.len() * height * width],
            centers: Vec::new(),
            level: Vec::new(),
            image_start: vec![0],
        };
        for (number, levels) in images.iter().enumerate() {
            assert!(levels.height() >= height && levels.width() >= width, "levels cover the lattice");
            for level in 0..=depth {
                grid.add_level(number, levels, level);
            }
            grid.image_start.push(grid.centers.len());
        }
        grid
    }

    fn add_level(&mut self, image: usize, levels: &Levels, level: u8) {
        let side = 1usize << level;
        let base = image * self.height * self.width;
        for top in (0..(self.height + 1).saturating_sub(side)).step_by(side) {
            for left in (0..(self.width + 1).saturating_sub(side)).step_by(side) {
                if levels.at(top, left).min(self.depth) != level {
                    continue;
                }
                let row = self.centers.len() as i32;
                self.centers.push([(top + side / 2) as u32, (left + side / 2) as u32]);
                self.level.push(level);
                for y in top..top + side {
                    self.cell_of[base + y * self.width + left..][..side].fill(row);
                }
            }
        }
    }

    /// Cells of all images together: rows of a feature map at this depth.
    pub fn rows(&self) -> usize {
        self.centers.len()
    }

    /// Images in the batch.
    pub fn images(&self) -> usize {
        self.image_start.len() - 1
    }

    /// First row of each image, and the total.
    pub fn image_start(&self) -> &[usize] {
        &self.image_start
    }

    /// Row of the cell that covers each lattice position, −1 where none does, [images, height, width].
    pub fn cell_of(&self) -> &[i32] {
        &self.cell_of
    }

    /// Centre (y, x) of each cell, in lattice positions.
    pub fn centers(&self) -> &[[u32; 2]] {
        &self.centers
    }

    /// Effective level of each cell.
    pub fn levels(&self) -> &[u8] {
        &self.level
    }

    /// Lattice positions that a cell covers: 4^level.
    pub fn area(&self, row: usize) -> usize {
        1 << (2 * self.level[row] as usize)
    }
}
