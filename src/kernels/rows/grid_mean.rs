//! The mean of each part of a lattice that is cut into a fixed number of rows and columns.

use std::ops::Range;

use rayon::prelude::*;

/// A lattice of so many rows and columns, cut into side² parts. Parts of lattices that they do not divide overlap, as in
/// PyTorch's `AdaptiveAvgPool2d`: part i of n is from ⌊i·length/n⌋ to ⌈(i + 1)·length/n⌉.
#[derive(Debug, Clone, Copy)]
pub struct GridMean {
    /// Rows and columns of the lattice.
    pub lattice: (usize, usize),
    /// Parts along one side.
    pub side: usize,
    /// Channels of the map.
    pub channels: usize,
}

impl GridMean {
    /// Positions of an image that belong to a part, and how many they are.
    fn part(&self, part: usize) -> (impl Iterator<Item = usize>, usize) {
        let (height, width) = self.lattice;
        let own = |number: usize, length: usize| -> Range<usize> {
            number * length / self.side..((number + 1) * length).div_ceil(self.side)
        };
        let (rows, columns) = (own(part / self.side, height), own(part % self.side, width));
        let count = rows.len() * columns.len();
        (rows.flat_map(move |y| columns.clone().map(move |x| y * width + x)), count)
    }

    /// y [images, channels · side²] of x [images · positions, channels]; the parts of a channel stand side by side.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        let (parts, positions) = (self.side * self.side, self.lattice.0 * self.lattice.1);
        let images = y.par_chunks_mut(self.channels * parts).zip(x.par_chunks(positions * self.channels));
        images.for_each(|(y, x)| {
            for part in 0..parts {
                let (own, count) = self.part(part);
                let mut sum = vec![0.0f32; self.channels];
                for position in own {
                    let row = &x[position * self.channels..][..self.channels];
                    sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
                }
                let share = 1.0 / count as f32;
                sum.iter().enumerate().for_each(|(channel, sum)| y[channel * parts + part] = sum * share);
            }
        });
    }

    /// dx += dy ÷ positions of its part, for every part that a position belongs to.
    pub fn backward(&self, dy: &[f32], dx: &mut [f32]) {
        let (parts, positions) = (self.side * self.side, self.lattice.0 * self.lattice.1);
        let images = dx.par_chunks_mut(positions * self.channels).zip(dy.par_chunks(self.channels * parts));
        images.for_each(|(dx, dy)| {
            for part in 0..parts {
                let (own, count) = self.part(part);
                let share = 1.0 / count as f32;
                for position in own {
                    let row = &mut dx[position * self.channels..][..self.channels];
                    row.iter_mut().enumerate().for_each(|(c, dx)| *dx += share * dy[c * parts + part]);
                }
            }
        });
    }

    /// For every part of an image, row-major [side², positions], the weight of each position.
    pub fn weights(&self) -> Vec<f32> {
        let positions = self.lattice.0 * self.lattice.1;
        let mut weights = vec![0.0; self.side * self.side * positions];
        for part in 0..self.side * self.side {
            let (own, count) = self.part(part);
            own.for_each(|position| weights[part * positions + position] = 1.0 / count as f32);
        }
        weights
    }
}
