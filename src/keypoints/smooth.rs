//! Grey images and their scale space.

use rayon::prelude::*;

/// Grey values, row-major.
#[derive(Debug, Clone)]
pub(super) struct Grey {
    pub height: usize,
    pub width: usize,
    pub values: Vec<f32>,
}

impl Grey {
    /// Blurred by a Gaussian of this deviation in pixels; the border is repeated.
    pub fn blurred(&self, deviation: f64) -> Grey {
        let reach = (4.0 * deviation).ceil().max(1.0) as i64;
        let weight = |offset: i64| (-0.5 * (offset as f64 / deviation).powi(2)).exp();
        let sum: f64 = (-reach..=reach).map(weight).sum();
        let kernel: Vec<f32> = (-reach..=reach).map(|offset| (weight(offset) / sum) as f32).collect();
        let (height, width) = (self.height, self.width);
        let near = |at: usize, tap: usize, side: usize| {
            (at as i64 + tap as i64 - reach).clamp(0, side as i64 - 1) as usize
        };
        let mut along = vec![0.0; self.values.len()];
        along.par_chunks_mut(width).zip(self.values.par_chunks(width)).for_each(|(to, from)| {
            // The line with its ends repeated, so that each tap is one long addition.
            let longer: Vec<f32> = (0..width + 2 * reach as usize).map(|x| from[near(0, x, width)]).collect();
            for (tap, k) in kernel.iter().enumerate() {
                to.iter_mut().zip(&longer[tap..]).for_each(|(value, from)| *value += k * from);
            }
        });
        let mut values = vec![0.0; along.len()];
        values.par_chunks_mut(width).enumerate().for_each(|(y, to)| {
            for (tap, k) in kernel.iter().enumerate() {
                let from = &along[near(y, tap, height) * width..][..width];
                to.iter_mut().zip(from).for_each(|(value, from)| *value += k * from);
            }
        });
        Grey { height, width, values }
    }

    /// Twice as large, by linear interpolation: pixel (y, x) becomes (2y, 2x).
    pub fn doubled(&self) -> Grey {
        let (height, width) = (2 * self.height, 2 * self.width);
        let at =
            |y: usize, x: usize| self.values[y.min(self.height - 1) * self.width + x.min(self.width - 1)];
        let value = |index: usize| {
            let (y, x) = (index / width, index % width);
            let corners = [(y / 2, x / 2), (y / 2, x.div_ceil(2)), (y.div_ceil(2), x / 2)];
            let last = at(y.div_ceil(2), x.div_ceil(2));
            (corners.iter().map(|&(y, x)| at(y, x)).sum::<f32>() + last) / 4.0
        };
        Grey { height, width, values: (0..height * width).into_par_iter().map(value).collect() }
    }

    /// Every second pixel of every second row.
    pub fn halved(&self) -> Grey {
        let (height, width) = (self.height / 2, self.width / 2);
        let value = |index: usize| self.values[2 * (index / width) * self.width + 2 * (index % width)];
        Grey { height, width, values: (0..height * width).map(value).collect() }
    }

    /// What another image of the same size has less.
    pub fn minus(&self, other: &Grey) -> Grey {
        let values = self.values.par_iter().zip(&other.values).map(|(a, b)| a - b).collect();
        Grey { height: self.height, width: self.width, values }
    }
}
