//! Feature maps side by side.

use rayon::prelude::*;

use super::chunk_rows;

/// Copies `part` [rows, its channels] into the channels from `offset` on of y [rows, channels].
pub fn insert(part: &[f32], part_channels: usize, offset: usize, y: &mut [f32], channels: usize) {
    let step = chunk_rows(channels);
    y.par_chunks_mut(step * channels).zip(part.par_chunks(step * part_channels)).for_each(|(y, part)| {
        for (y, part) in y.chunks_exact_mut(channels).zip(part.chunks_exact(part_channels)) {
            y[offset..offset + part_channels].copy_from_slice(part);
        }
    });
}

/// part [rows, its channels] += the channels from `offset` on of y [rows, channels].
pub fn extract(y: &[f32], channels: usize, offset: usize, part: &mut [f32], part_channels: usize) {
    let step = chunk_rows(channels);
    part.par_chunks_mut(step * part_channels)
        .zip(y.par_chunks(step * channels))
        .for_each(|(part, y)| extract_chunk(y, channels, offset, part, part_channels));
}

vectorized! {
    fn extract_chunk(y: &[f32], channels: usize, offset: usize, part: &mut [f32], part_channels: usize) {
        for (part, y) in part.chunks_exact_mut(part_channels).zip(y.chunks_exact(channels)) {
            part.iter_mut().zip(&y[offset..]).for_each(|(part, y)| *part += y);
        }
    }
}
