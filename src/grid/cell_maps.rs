//! The kernel maps on the cells of one depth (METHOD section 4).

use super::{CellGrid, KernelMap, Window};

impl CellGrid {
    /// The kernel map of a k×k convolution (k odd) with its own `dilation` at this depth: taps are
    /// dilation · 2^depth apart, whatever the size of the cell they start from.
    pub fn kernel_map(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        self.map_taps(0..self.rows() as u32, Window::centred(kernel, dilation), |_| 1 << self.depth)
    }

    /// The kernel map of some cells only, in the given order: the window is laid at each cell's centre, its
    /// taps are dilation · 2^depth apart.
    pub fn kernel_map_of(&self, rows: &[u32], window: Window) -> KernelMap {
        self.map_taps(rows.iter().copied(), window, |_| 1 << self.depth)
    }

    /// The kernel map whose taps are `dilation` lattice positions apart, but at least as far as the cell
    /// they start from is wide: for heads on cells.
    pub fn kernel_map_at_cell_pitch(&self, kernel: usize, dilation: usize) -> KernelMap {
        if kernel == 1 {
            return KernelMap::identity(self.rows());
        }
        let window = Window::centred(kernel, 1);
        self.map_taps(0..self.rows() as u32, window, |row| dilation.max(1 << self.level[row]))
    }

    /// `pitch` is the step of a row's window in lattice positions.
    fn map_taps(
        &self,
        rows: impl ExactSizeIterator<Item = u32>,
        window: Window,
        pitch: impl Fn(usize) -> usize,
    ) -> KernelMap {
        let mut index = Vec::with_capacity(rows.len() * window.taps());
        let mut image = 0;
        for row in rows {
            let offsets = window.offsets(pitch(row as usize));
            while row as usize >= self.image_start[image + 1] {
                image += 1;
            }
            while (row as usize) < self.image_start[image] {
                image -= 1;
            }
            let lattice = &self.cell_of[image * self.height * self.width..][..self.height * self.width];
            let [cy, cx] = self.centers[row as usize].map(i64::from);
            for dy in offsets.clone() {
                let y = cy + dy;
                if y < 0 || y >= self.height as i64 {
                    index.extend(std::iter::repeat_n(-1, window.kernel));
                    continue;
                }
                let line = &lattice[y as usize * self.width..][..self.width];
                let tap = |dx: i64| line.get((cx + dx) as usize).copied().unwrap_or(-1);
                index.extend(offsets.clone().map(tap));
            }
        }
        KernelMap::new(self.rows(), window.taps(), index)
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
        let image = self.image_start.partition_point(|&start| start <= row) - 1;
        let half = (1u32 << self.level[row]) / 2;
        let [y, x] = self.centers[row].map(|center| (center - half) as usize);
        (image * self.height + y) * self.width + x
    }
}
