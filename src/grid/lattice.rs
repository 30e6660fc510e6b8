//! Kernel maps between regular lattices: the part of a network before its fine stride.

use super::{KernelMap, RegularConv, Window};

/// The kernel map of a window between regular lattices: output (y, x) of [to.0, to.1] lays it
/// at input (y·step, x·step).
pub(super) fn lattice_map(
    images: usize,
    (height, width): (usize, usize),
    to: (usize, usize),
    window: Window,
    step: usize,
) -> KernelMap {
    let Window { kernel, dilation, .. } = window;
    let whole = to == (height.div_ceil(step), width.div_ceil(step));
    if whole && window == Window::centred(kernel, dilation) && !kernel.is_multiple_of(2) {
        return KernelMap::of_regular(RegularConv { images, height, width, kernel, dilation, step });
    }
    let entries = entries(images, (height, width), to, window, step);
    KernelMap::new(images * height * width, window.taps(), entries)
}

/// The entries of a regular convolution's table, row-major [rows_out, taps].
pub(super) fn regular_entries(conv: RegularConv) -> Vec<i32> {
    let RegularConv { images, height, width, kernel, dilation, step } = conv;
    let to = (height.div_ceil(step), width.div_ceil(step));
    entries(images, (height, width), to, Window::centred(kernel, dilation), step)
}

fn entries(
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
