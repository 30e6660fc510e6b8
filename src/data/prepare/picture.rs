//! A picture between file and network: what is cut out, mirrored, normalised and placed.

use std::ops::Range;

use rand::Rng;

use super::Normalisation;
use crate::data::{IGNORED, Labels, Sample};

/// Pixels [height·width, 3] as red, green, blue, and the class of each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Picture {
    pub height: usize,
    pub width: usize,
    pub pixels: Vec<f32>,
    pub labels: Labels<Vec<u8>>,
}

/// One side of a window: which part of the image it shows, and where that part lies in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub shown: Range<usize>,
    pub at: usize,
}

impl Span {
    /// A window of `size` at a uniformly random place: inside the image, or the image inside the window.
    pub fn random(side: usize, size: usize, random: &mut impl Rng) -> Self {
        let start = random.random_range(0..=(side.abs_diff(size) as u64)) as usize;
        if side > size {
            Span { shown: start..start + size, at: 0 }
        } else {
            Span { shown: 0..side, at: start }
        }
    }

    /// A window of `size` in the middle.
    pub fn centred(side: usize, size: usize) -> Self {
        let start = side.abs_diff(size) / 2;
        if side > size {
            Span { shown: start..start + size, at: 0 }
        } else {
            Span { shown: 0..side, at: start }
        }
    }
}

impl Picture {
    /// A part of a sample, with pixels in 0…1.
    pub fn cut(sample: &Sample, rows: &Range<usize>, columns: &Range<usize>) -> Self {
        let stride = sample.image.width() as usize;
        let (height, width) = (rows.len(), columns.len());
        let mut pixels = Vec::with_capacity(height * width * 3);
        for row in rows.clone() {
            let line = row * stride + columns.start..row * stride + columns.end;
            let colours = &sample.image.as_raw()[line.start * 3..line.end * 3];
            pixels.extend(colours.iter().map(|&value| f32::from(value) / 255.0));
        }
        let labels = sample.labels.as_ref().map(|labels| {
            let line = |row| &labels.as_raw()[row * stride + columns.start..row * stride + columns.end];
            rows.clone().flat_map(line).copied().collect()
        });
        Picture { height, width, pixels, labels }
    }

    /// Left becomes right, for pixels and labels alike.
    pub fn mirror(&mut self) {
        if let Labels::Pixels(labels) = &mut self.labels {
            labels.chunks_exact_mut(self.width).for_each(<[u8]>::reverse);
        }
        for line in self.pixels.chunks_exact_mut(3 * self.width) {
            line.reverse();
            // Reversing the line also reversed the colours of each pixel.
            line.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
        }
    }

    /// (value − mean) / std.
    pub fn normalise(&mut self, Normalisation { mean, std }: &Normalisation) {
        for pixel in self.pixels.chunks_exact_mut(3) {
            for channel in 0..3 {
                pixel[channel] = (pixel[channel] - mean[channel]) / std[channel];
            }
        }
    }

    /// The normalised picture inside a larger one of mean colour and ignored labels.
    pub fn placed(self, [height, width]: [usize; 2], [top, left]: [usize; 2]) -> Self {
        if (self.height, self.width) == (height, width) {
            return self;
        }
        let mut pixels = vec![0.0; height * width * 3];
        let labels = self.labels.map(|own| {
            let mut labels = vec![IGNORED; height * width];
            for row in 0..self.height {
                let (from, to) = (row * self.width, (top + row) * width + left);
                labels[to..to + self.width].copy_from_slice(&own[from..from + self.width]);
            }
            labels
        });
        for row in 0..self.height {
            let (from, to) = (row * self.width, (top + row) * width + left);
            pixels[to * 3..(to + self.width) * 3]
                .copy_from_slice(&self.pixels[from * 3..(from + self.width) * 3]);
        }
        Picture { height, width, pixels, labels }
    }
}
