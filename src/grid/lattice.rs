//! Kernel maps between regular lattices: the part of a network before its fine stride.

use super::{KernelMap, RegularConv};

/// The kernel map of a k×k convolution between regular lattices: output (y, x) is centred on input
/// (y·step, x·step), with (k−1)/2 taps of padding, as PyTorch's `padding = dilation·(k−1)/2` has it.
pub(super) fn lattice_map(
    images: usize,
    (height, width): (usize, usize),
    kernel: usize,
    dilation: usize,
    step: usize,
) -> KernelMap {
    let reach = (kernel as i64 - 1) / 2;
    let spacing = dilation as i64;
    let offsets: Vec<i64> = (-reach..=reach).map(|i| i * spacing).collect();
    let mut index = Vec::with_capacity(images * (height / step) * (width / step) * kernel * kernel);
    for image in 0..images {
        for y in (0..height).step_by(step) {
            for x in (0..width).step_by(step) {
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
    KernelMap::new(images * height * width, kernel * kernel, index).with_regular(RegularConv {
        images,
        height,
        width,
        kernel,
        dilation,
        step,
    })
}
