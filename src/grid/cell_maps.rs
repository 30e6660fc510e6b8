//! The kernel maps on the cells of one depth (METHOD section 4).

use rayon::prelude::*;

use super::{Blocks, CellGrid, KernelMap, Window};

/// Rows that one task maps.
const ROWS_PER_TASK: usize = 1024;

impl CellGrid {
    /// The kernel map of a k×k convolution (k odd) with its own `dilation` at this depth: taps are
    /// dilation · 2^depth apart, whatever the size of the cell they start from.
    pub fn kernel_map(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        self.map_taps(&self.all_rows(), Window::centred(kernel, dilation), |_| 1 << self.depth, None)
    }

    /// The kernel map of some cells only, in the given order: the window is laid at each cell's centre, its
    /// taps are dilation · 2^depth apart. With blocks, a tap of a coarse cell that falls on finer cells reads their block.
    pub fn kernel_map_of(&self, rows: &[u32], window: Window, blocks: Option<&Blocks>) -> KernelMap {
        self.map_taps(rows, window, |_| 1 << self.depth, blocks)
    }

    /// The kernel map whose taps are `dilation` lattice positions apart, but at least as far as the cell
    /// they start from is wide: for heads on cells.
    pub fn kernel_map_at_cell_pitch(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        let window = Window::centred(kernel, 1);
        self.map_taps(&self.all_rows(), window, |row| dilation.max(1 << self.level[row]), None)
    }

    /// `pitch` is the step of a row's window in lattice positions.
    fn map_taps(
        &self,
        rows: &[u32],
        window: Window,
        pitch: impl Fn(usize) -> usize + Sync,
        blocks: Option<&Blocks>,
    ) -> KernelMap {
        let taps = window.taps();
        let mut index = vec![-1; rows.len() * taps];
        let chunks = index.par_chunks_mut(ROWS_PER_TASK * taps).zip(rows.par_chunks(ROWS_PER_TASK));
        chunks.for_each(|(index, rows)| {
            for (entries, &row) in index.chunks_exact_mut(taps).zip(rows) {
                self.lay(row as usize, window, pitch(row as usize), entries);
                if let Some(blocks) = blocks {
                    self.read_blocks(blocks, row as usize, (window, pitch(row as usize)), entries);
                }
            }
        });
        KernelMap::new(blocks.map_or(self.rows(), Blocks::rows), taps, index)
    }

    /// Which cells the window of one cell reads; entries outside the lattice are left as they are.
    fn lay(&self, row: usize, window: Window, pitch: usize, entries: &mut [i32]) {
        let positions = self.height * self.width;
        let lattice = &self.cell_of[self.image_of(row) * positions..][..positions];
        let [cy, cx] = self.centers[row].map(i64::from);
        for (dy, entries) in window.offsets(pitch).zip(entries.chunks_exact_mut(window.kernel)) {
            let y = cy + dy;
            if y < 0 || y >= self.height as i64 {
                continue;
            }
            let line = &lattice[y as usize * self.width..][..self.width];
            for (dx, entry) in window.offsets(pitch).zip(entries) {
                // A negative column wraps to one far beyond the line.
                *entry = line.get((cx + dx) as usize).copied().unwrap_or(-1);
            }
        }
    }

    /// Puts blocks in the place of finer cells that a window laid at a cell reads.
    fn read_blocks(
        &self,
        blocks: &Blocks,
        row: usize,
        (window, pitch): (Window, usize),
        entries: &mut [i32],
    ) {
        let (level, image) = (self.level[row], self.image_of(row));
        if level == 0 {
            return;
        }
        let [cy, cx] = self.centers[row].map(i64::from);
        let offsets = window.offsets(pitch).flat_map(|dy| window.offsets(pitch).map(move |dx| (dy, dx)));
        for (entry, (dy, dx)) in entries.iter_mut().zip(offsets).filter(|(entry, _)| **entry >= 0) {
            // An entry that is there lies on the lattice, so its place is not negative.
            let position = ((cy + dy) as usize, (cx + dx) as usize);
            if let Some(block) = blocks.at(image, position, level) {
                *entry = block;
            }
        }
    }

    fn all_rows(&self) -> Vec<u32> {
        (0..self.rows() as u32).collect()
    }

    fn image_of(&self, row: usize) -> usize {
        self.image_start.partition_point(|&start| start <= row) - 1
    }

    /// For each cell of this depth its top-left cell one depth before: what a downsampling step keeps.
    pub fn kept_of(&self, before: &CellGrid) -> Vec<u32> {
        // A box on the lattice holds a cell of every depth before at its top-left: the cast keeps it.
        (0..self.rows()).map(|row| before.cell_of[self.top_left(row)] as u32).collect()
    }

    /// The cells one depth before that max-pooling merges: [rows, 4], −1 where a cell stays as it is.
    pub fn merged_from(&self, before: &CellGrid) -> KernelMap {
        let mut index = Vec::with_capacity(self.rows() * 4);
        for row in 0..self.rows() {
            let corner = self.top_left(row);
            let first = before.cell_of[corner];
            if self.level[row] < self.depth {
                index.extend([first, -1, -1, -1]);
                continue;
            }
            let half = (1 << self.level[row]) / 2;
            let at = |dy: usize, dx: usize| before.cell_of[corner + dy * self.width + dx];
            index.extend([first, at(0, half), at(half, 0), at(half, half)]);
        }
        KernelMap::new(before.rows(), 4, index)
    }

    /// The way back to the lattice: every position takes its cell's row, or −1.
    pub fn to_lattice(&self) -> KernelMap {
        KernelMap::new(self.rows(), 1, self.cell_of.clone())
    }

    /// Index into `cell_of` of the top-left position of a cell's box.
    fn top_left(&self, row: usize) -> usize {
        let image = self.image_of(row);
        let half = (1u32 << self.level[row]) / 2;
        let [y, x] = self.centers[row].map(|center| (center - half) as usize);
        (image * self.height + y) * self.width + x
    }
}
