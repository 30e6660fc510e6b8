//! The largest value over the taps of a map, per channel.

use rayon::prelude::*;

use super::{chunk_rows, gather::Readers};
use crate::grid::KernelMap;

/// The most taps that a map may have here: the tap of a maximum is kept in a byte.
pub const MOST_TAPS: usize = 256;

/// y[r] = the largest of the rows that the taps of r read; `first` [rows_out, channels] takes the first tap
/// that holds it. Every row needs a tap that is not −1.
pub fn max_pool(x: &[f32], channels: usize, map: &KernelMap, y: &mut [f32], first: &mut [u8]) {
    let Some(index) = map.index() else {
        y.copy_from_slice(x);
        first.fill(0);
        return;
    };
    let step = chunk_rows(channels);
    y.par_chunks_mut(step * channels)
        .zip(first.par_chunks_mut(step * channels))
        .zip(index.par_chunks(step * map.taps()))
        .for_each(|((y, first), index)| pool_chunk(x, channels, index, map.taps(), y, first));
}

/// dx += dy at the tap that `first` names, per channel.
pub fn max_pool_backward(dy: &[f32], first: &[u8], channels: usize, map: &KernelMap, dx: &mut [f32]) {
    let readers = Readers::new(map);
    let step = chunk_rows(channels);
    dx.par_chunks_mut(step * channels)
        .enumerate()
        .for_each(|(chunk, dx)| unpool_chunk(dy, first, channels, &readers, chunk * step, dx));
}

vectorized! {
    fn pool_chunk(x: &[f32], channels: usize, index: &[i32], taps: usize, y: &mut [f32], first: &mut [u8]) {
        let rows = y.chunks_exact_mut(channels).zip(first.chunks_exact_mut(channels));
        for ((y, first), index) in rows.zip(index.chunks_exact(taps)) {
            y.fill(f32::NEG_INFINITY);
            first.fill(index.iter().position(|&from| from >= 0).unwrap_or(0) as u8);
            for (tap, &from) in index.iter().enumerate() {
                if from < 0 {
                    continue;
                }
                let x = &x[from as usize * channels..][..channels];
                for ((y, &x), first) in y.iter_mut().zip(x).zip(first.iter_mut()) {
                    // NaN stays, as in PyTorch, so that a diverged training run is noticed.
                    let larger = x > *y || x.is_nan();
                    *first = if larger { tap as u8 } else { *first };
                    *y = if larger { x } else { *y };
                }
            }
        }
    }
}

vectorized! {
    fn unpool_chunk(
        dy: &[f32],
        first: &[u8],
        channels: usize,
        readers: &Readers<'_>,
        first_row: usize,
        dx: &mut [f32],
    ) {
        for (row, dx) in dx.chunks_exact_mut(channels).enumerate() {
            for tap in 0..readers.taps() {
                readers.each(first_row + row, tap, |reader| {
                    let dy = &dy[reader * channels..][..channels];
                    let first = &first[reader * channels..][..channels];
                    for ((dx, &dy), &first) in dx.iter_mut().zip(dy).zip(first) {
                        *dx += if first == tap as u8 { dy } else { 0.0 };
                    }
                });
            }
        }
    }
}
