//! The mean over the taps of a map, per channel.

use rayon::prelude::*;

use super::{chunk_rows, gather::Readers};
use crate::grid::KernelMap;

/// y[r] = the sum of the rows that the taps of r read, in the order of the taps, divided by how many they are; a tap of −1
/// is none. Every row needs one.
pub fn mean_pool(x: &[f32], channels: usize, map: &KernelMap, y: &mut [f32]) {
    let Some(index) = map.index() else {
        y.copy_from_slice(x);
        return;
    };
    let step = chunk_rows(channels);
    y.par_chunks_mut(step * channels)
        .zip(index.par_chunks(step * map.taps()))
        .for_each(|(y, index)| mean_chunk(x, channels, index, map.taps(), y));
}

/// dx += dy ÷ taps of its row, for every row and tap that reads it, taps first, rows ascending.
pub fn mean_pool_backward(dy: &[f32], channels: usize, map: &KernelMap, dx: &mut [f32]) {
    let share = shares(map);
    let readers = Readers::new(map);
    let step = chunk_rows(channels);
    dx.par_chunks_mut(step * channels)
        .enumerate()
        .for_each(|(chunk, dx)| spread_chunk(dy, channels, &readers, &share, chunk * step, dx));
}

/// One by the number of rows that each row is the mean of.
pub fn shares(map: &KernelMap) -> Vec<f32> {
    let present = |taps: &[i32]| taps.iter().filter(|&&from| from >= 0).count();
    match map.index() {
        None => vec![1.0; map.rows_out()],
        Some(index) => index.chunks_exact(map.taps()).map(|taps| 1.0 / present(taps) as f32).collect(),
    }
}

vectorized! {
    fn mean_chunk(x: &[f32], channels: usize, index: &[i32], taps: usize, y: &mut [f32]) {
        for (y, index) in y.chunks_exact_mut(channels).zip(index.chunks_exact(taps)) {
            let mut present = 0;
            for &from in index.iter().filter(|&&from| from >= 0) {
                let x = &x[from as usize * channels..][..channels];
                if present == 0 {
                    y.copy_from_slice(x);
                } else {
                    y.iter_mut().zip(x).for_each(|(y, &x)| *y += x);
                }
                present += 1;
            }
            if present > 1 {
                let share = 1.0 / present as f32;
                y.iter_mut().for_each(|y| *y *= share);
            }
        }
    }
}

vectorized! {
    fn spread_chunk(
        dy: &[f32],
        channels: usize,
        readers: &Readers<'_>,
        share: &[f32],
        first_row: usize,
        dx: &mut [f32],
    ) {
        for (row, dx) in dx.chunks_exact_mut(channels).enumerate() {
            for tap in 0..readers.taps() {
                readers.each(first_row + row, tap, |reader| {
                    let dy = &dy[reader * channels..][..channels];
                    let share = share[reader];
                    dx.iter_mut().zip(dy).for_each(|(dx, &dy)| *dx += share * dy);
                });
            }
        }
    }
}
