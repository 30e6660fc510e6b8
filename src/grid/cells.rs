//! The cells of a batch of images at one depth (METHOD section 4).

use super::{KernelMap, Levels};

/// The cells of a batch at one depth: for each image in turn, level by level (0 … depth), each level in
/// raster order of its boxes. The images of a batch are simply concatenated.
#[derive(Debug)]
pub struct CellGrid {
    height: usize,
    width: usize,
    depth: u8,
    /// Row of the cell that covers each lattice position: [images, height, width].
    cell_of: Vec<u32>,
    /// Centre (y, x) of each cell on its image's lattice.
    centers: Vec<[u32; 2]>,
    /// Effective level of each cell.
    level: Vec<u8>,
    /// First row of each image, and the total: images + 1 entries.
    image_start: Vec<usize>,
}

impl CellGrid {
    /// Lists the cells of `images` (all of one size) after `depth` downsampling steps.
    ///
    /// # Panics
    /// When the images differ in size or there is none.
    pub fn new(images: &[Levels], depth: u8) -> Self {
        let (height, width) = (images[0].height(), images[0].width());
        let mut grid = CellGrid {
            height,
            width,
            depth,
            cell_of: vec![0; images.len() * height * width],
            centers: Vec::new(),
            level: Vec::new(),
            image_start: vec![0],
        };
        for (number, levels) in images.iter().enumerate() {
            assert!((levels.height(), levels.width()) == (height, width), "images of a batch share one size");
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
        for top in (0..self.height).step_by(side) {
            for left in (0..self.width).step_by(side) {
                if levels.at(top, left).min(self.depth) != level {
                    continue;
                }
                let row = self.centers.len() as u32;
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

    /// Row of the cell that covers each lattice position, [images, height, width].
    pub fn cell_of(&self) -> &[u32] {
        &self.cell_of
    }

    /// Centre (y, x) of each cell, in lattice positions.
    pub fn centers(&self) -> &[[u32; 2]] {
        &self.centers
    }

    /// Lattice positions that a cell covers: 4^level.
    pub fn area(&self, row: usize) -> usize {
        1 << (2 * self.level[row] as usize)
    }

    /// The kernel map of a k×k convolution (k odd) with its own `dilation` at this depth: taps are
    /// dilation · 2^depth apart, whatever the size of the cell they start from.
    pub fn kernel_map(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        self.map_taps(0..self.rows() as u32, kernel, |_| dilation << self.depth)
    }

    /// The kernel map of some cells only, in the given order.
    pub fn kernel_map_of(&self, rows: &[u32], kernel: usize, dilation: usize) -> KernelMap {
        self.map_taps(rows.iter().copied(), kernel, |_| dilation << self.depth)
    }

    /// The kernel map whose taps are `dilation` lattice positions apart, but at least as far as the cell
    /// they start from is wide: for heads on cells.
    pub fn kernel_map_at_cell_pitch(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        self.map_taps(0..self.rows() as u32, kernel, |row| dilation.max(1 << self.level[row]))
    }

    fn map_taps(
        &self,
        rows: impl ExactSizeIterator<Item = u32>,
        kernel: usize,
        spacing: impl Fn(usize) -> usize,
    ) -> KernelMap {
        let reach = (kernel as i64 - 1) / 2;
        let mut index = Vec::with_capacity(rows.len() * kernel * kernel);
        let mut image = 0;
        for row in rows {
            let spacing = spacing(row as usize) as i64;
            while row as usize >= self.image_start[image + 1] {
                image += 1;
            }
            while (row as usize) < self.image_start[image] {
                image -= 1;
            }
            let lattice = &self.cell_of[image * self.height * self.width..][..self.height * self.width];
            let [cy, cx] = self.centers[row as usize].map(i64::from);
            for i in -reach..=reach {
                let y = cy + i * spacing;
                if y < 0 || y >= self.height as i64 {
                    index.extend(std::iter::repeat_n(-1, kernel));
                    continue;
                }
                let line = &lattice[y as usize * self.width..][..self.width];
                let tap = |j: i64| line.get((cx + j * spacing) as usize).map_or(-1, |&cell| cell as i32);
                index.extend((-reach..=reach).map(tap));
            }
        }
        KernelMap::new(self.rows(), kernel * kernel, index)
    }

    /// For each cell of this depth its top-left cell one depth before: what a downsampling step keeps.
    pub fn kept_of(&self, before: &CellGrid) -> Vec<u32> {
        (0..self.rows()).map(|row| before.cell_of[self.top_left(row)]).collect()
    }

    /// The cells one depth before that max-pooling merges: [rows, 4], −1 where a cell stays as it is.
    pub fn merged_from(&self, before: &CellGrid) -> KernelMap {
        let mut index = Vec::with_capacity(self.rows() * 4);
        for row in 0..self.rows() {
            let corner = self.top_left(row);
            let first = before.cell_of[corner] as i32;
            if self.level[row] < self.depth {
                index.extend([first, -1, -1, -1]);
                continue;
            }
            let half = (1 << self.level[row]) / 2;
            let at = |dy: usize, dx: usize| before.cell_of[corner + dy * self.width + dx] as i32;
            index.extend([first, at(0, half), at(half, 0), at(half, half)]);
        }
        KernelMap::new(before.rows(), 4, index)
    }

    /// The way back to the lattice: every position takes its cell's row.
    pub fn to_lattice(&self) -> KernelMap {
        KernelMap::new(self.rows(), 1, self.cell_of.iter().map(|&row| row as i32).collect())
    }

    /// Index into `cell_of` of the top-left position of a cell's box.
    fn top_left(&self, row: usize) -> usize {
        let image = self.image_start.partition_point(|&start| start <= row) - 1;
        let half = (1u32 << self.level[row]) / 2;
        let [y, x] = self.centers[row].map(|center| (center - half) as usize);
        (image * self.height + y) * self.width + x
    }
}
