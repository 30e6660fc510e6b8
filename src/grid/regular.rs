//! Regular convolutions and the entries of their tables.

use super::Window;

/// The regular convolution that a table was made from: lets a kernel read whole windows of an image
/// instead of single rows (the first layer, with its three channels, lives from that).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegularConv {
    /// Images of the batch, whose rows follow each other.
    pub images: usize,
    /// Input lattice.
    pub height: usize,
    /// Columns of the input lattice.
    pub width: usize,
    /// Taps along one side, odd; (kernel − 1)/2 of them lie before the one in place.
    pub kernel: usize,
    /// Input positions from one tap to the next.
    pub dilation: usize,
    /// Input positions per output position, along one side.
    pub step: usize,
}

/// The entries of a regular convolution's table, row-major [rows_out, taps].
pub(super) fn regular_entries(conv: RegularConv) -> Vec<i32> {
    let RegularConv { images, height, width, kernel, dilation, step } = conv;
    let to = (height.div_ceil(step), width.div_ceil(step));
    entries(images, (height, width), to, Window::centred(kernel, dilation), step)
}

/// The entries of the table of a window between regular lattices: output (y, x) of [to.0, to.1] lays it at input
/// (y·step, x·step).
pub(super) fn entries(
    images: usize,
    (height, width): (usize, usize),
    to: (usize, usize),
    window: Window,
    step: usize,
) -> Vec<i32> {
    let offsets: Vec<i64> = window.offsets(1).collect();
    let mut index = Vec::with_capacity(images * to.0 * to.1 * window.taps());
    for image in 0..images {
        for y in (0..to.0).map(|y| y * step) {
            for x in (0..to.1).map(|x| x * step) {
                for dy in &offsets {
                    let y = y as i64 + dy;
                    let inside = y >= 0 && y < height as i64;
                    let line = (image * height) as i64 + y;
                    index.extend(offsets.iter().map(|dx| {
                        let x = x as i64 + dx;
                        if inside && x >= 0 && x < width as i64 {
                            (line * width as i64 + x) as i32
                        } else {
                            -1
                        }
                    }));
                }
            }
        }
    }
    index
}
