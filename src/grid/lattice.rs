//! Kernel maps between regular lattices: the part of a network before its fine stride.

use super::regular::{RegularConv, entries};
use super::{KernelMap, Window};

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
