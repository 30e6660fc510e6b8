//! Two maps mixed row by row: y = (1 − share) · fine + share · coarse, with one share for each row.

use rayon::prelude::*;

use super::chunk_elements;

/// `y` [rows, channels] is overwritten. A share of 0 or 1 gives the row of one map to the bit.
pub fn mix(fine: &[f32], coarse: &[f32], share: &[f32], channels: usize, y: &mut [f32]) {
    let chunk = chunk_elements(channels);
    y.par_chunks_mut(chunk).enumerate().for_each(|(number, y)| {
        let start = number * chunk;
        let rows = y.chunks_exact_mut(channels).zip(&share[start / channels..]);
        for (row, (y, &share)) in rows.enumerate() {
            let own = start + row * channels..start + (row + 1) * channels;
            for ((y, &fine), &coarse) in y.iter_mut().zip(&fine[own.clone()]).zip(&coarse[own]) {
                *y = (1.0 - share) * fine + share * coarse;
            }
        }
    });
}

/// dx += weight(share) · dy.
pub fn accumulate(
    dy: &[f32],
    share: &[f32],
    channels: usize,
    weight: impl Fn(f32) -> f32 + Sync,
    dx: &mut [f32],
) {
    let chunk = chunk_elements(channels);
    dx.par_chunks_mut(chunk).zip(dy.par_chunks(chunk)).enumerate().for_each(|(number, (dx, dy))| {
        let share = &share[number * chunk / channels..];
        for ((dx, dy), &share) in dx.chunks_exact_mut(channels).zip(dy.chunks_exact(channels)).zip(share) {
            let weight = weight(share);
            dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += weight * dy);
        }
    });
}

/// dshare += Σ over channels of dy · (coarse − fine); sums in double precision.
pub fn accumulate_share(dy: &[f32], fine: &[f32], coarse: &[f32], channels: usize, dshare: &mut [f32]) {
    dshare.par_iter_mut().with_min_len(1024).enumerate().for_each(|(row, dshare)| {
        let own = row * channels..(row + 1) * channels;
        let terms = dy[own.clone()].iter().zip(&fine[own.clone()]).zip(&coarse[own]);
        let sum: f64 = terms.map(|((dy, fine), coarse)| f64::from(*dy) * f64::from(coarse - fine)).sum();
        *dshare += sum as f32;
    });
}
