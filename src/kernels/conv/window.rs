//! Few channels on a regular image (the first layer): in an image padded with zeros, the k neighbouring
//! positions that a line of the kernel reads are one run of k · channels floats. So a line is one tap, no
//! tap falls outside, and windows overlap in memory instead of being copied.

use std::ops::Range;

use rayon::prelude::*;

use super::block::BlockInput;
use crate::grid::RegularConv;

/// A batch of images with a border of zeros, and the convolution that reads it.
pub(super) struct Windows {
    image: Vec<f32>,
    channels: usize,
    conv: RegularConv,
}

impl Windows {
    /// Pads `x` [images·height·width, channels] for a convolution without dilation.
    pub(super) fn new(x: &[f32], channels: usize, conv: RegularConv) -> Self {
        let windows = Windows { image: Vec::new(), channels, conv };
        let (height, width) = windows.padded();
        let border = conv.kernel / 2;
        let line = width * channels;
        assert!(conv.images * height * width <= i32::MAX as usize, "a table addresses rows with 31 bits");
        let mut image = vec![0.0; conv.images * height * line];
        image.par_chunks_mut(line).enumerate().for_each(|(number, to)| {
            let (number, y) = (number / height, number % height);
            if (border..border + conv.height).contains(&y) {
                let line = number * conv.height + y - border;
                let from = &x[line * conv.width * channels..][..conv.width * channels];
                to[border * channels..][..from.len()].copy_from_slice(from);
            }
        });
        Windows { image, ..windows }
    }

    /// Height and width of an image with its border.
    fn padded(&self) -> (usize, usize) {
        let border = self.conv.kernel / 2;
        (self.conv.height + 2 * border, self.conv.width + 2 * border)
    }

    /// Kernel lines, and floats per line.
    pub(super) fn taps_and_channels(&self) -> (usize, usize) {
        (self.conv.kernel, self.conv.kernel * self.channels)
    }

    /// What the output rows `block` read: a table of the padded positions where their kernel lines start.
    pub(super) fn block<'b>(&'b self, block: Range<usize>, index: &'b mut Vec<i32>) -> BlockInput<'b> {
        let conv = &self.conv;
        let (height, width) = self.padded();
        let columns = conv.width.div_ceil(conv.step);
        let per_image = conv.height.div_ceil(conv.step) * columns;
        index.clear();
        for row in block {
            let (image, position) = (row / per_image, row % per_image);
            let (y, x) = (position / columns * conv.step, position % columns * conv.step);
            let corner = (image * height + y) * width + x;
            index.extend((0..conv.kernel).map(|line| (corner + line * width) as i32));
        }
        BlockInput::new(&self.image, self.channels, Some(index), conv.kernel)
    }
}
