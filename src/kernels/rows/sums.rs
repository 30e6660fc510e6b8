//! Sums over rows, per channel.

use rayon::prelude::*;

use super::{chunk_elements, chunk_rows};

/// The sum of all rows of a map [rows, channels].
pub fn row_sum(x: &[f32], channels: usize) -> Vec<f64> {
    let chunks: Vec<Vec<f32>> = x
        .par_chunks(chunk_elements(channels))
        .map(|x| {
            let mut sum = vec![0.0; channels];
            add_rows(x, &mut sum);
            sum
        })
        .collect();
    merge(&chunks, channels)
}

/// For each group of rows (`start[i]..start[i+1]`) the sum of its rows, each times its weight:
/// [groups, channels].
pub fn weighted_sums(x: &[f32], channels: usize, start: &[usize], weight: &[f32], y: &mut [f32]) {
    let step = chunk_rows(channels);
    y.par_chunks_mut(channels).zip(start.par_windows(2)).for_each(|(y, bounds)| {
        let rows: Vec<usize> = (bounds[0]..bounds[1]).step_by(step).collect();
        let chunks: Vec<Vec<f32>> = rows
            .par_iter()
            .map(|&first| {
                let last = (first + step).min(bounds[1]);
                let mut sum = vec![0.0; channels];
                add_weighted_rows(&x[first * channels..last * channels], &weight[first..last], &mut sum);
                sum
            })
            .collect();
        for (y, sum) in y.iter_mut().zip(merge(&chunks, channels)) {
            *y = sum as f32;
        }
    });
}

/// The way back: x[row] += weight[row] · y[group of the row].
pub fn spread_weighted(y: &[f32], channels: usize, start: &[usize], weight: &[f32], x: &mut [f32]) {
    let step = chunk_rows(channels);
    x.par_chunks_mut(step * channels).zip(weight.par_chunks(step)).enumerate().for_each(
        |(chunk, (x, weight))| {
            for (i, (x, weight)) in x.chunks_exact_mut(channels).zip(weight).enumerate() {
                let group = start.partition_point(|&first| first <= chunk * step + i) - 1;
                let y = &y[group * channels..][..channels];
                x.iter_mut().zip(y).for_each(|(x, y)| *x += weight * y);
            }
        },
    );
}

/// The sum of the chunks' sums, in their order.
pub(super) fn merge(chunks: &[Vec<f32>], channels: usize) -> Vec<f64> {
    let mut total = vec![0.0; channels];
    for chunk in chunks {
        for (total, &part) in total.iter_mut().zip(chunk) {
            *total += f64::from(part);
        }
    }
    total
}

// Rows are taken four at a time: an accumulator is then read and written once per four rows, which keeps
// narrow maps from waiting for the last addition to finish.

vectorized! {
    pub(super) fn add_rows(x: &[f32], sum: &mut [f32]) {
        let c = sum.len();
        let fours = x.chunks_exact(4 * c);
        for row in fours.remainder().chunks_exact(c) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        for four in fours {
            let (x0, x1, x2, x3) = (&four[..c], &four[c..2 * c], &four[2 * c..3 * c], &four[3 * c..]);
            for j in 0..c {
                sum[j] += (x0[j] + x1[j]) + (x2[j] + x3[j]);
            }
        }
    }
}

vectorized! {
    fn add_weighted_rows(x: &[f32], weight: &[f32], sum: &mut [f32]) {
        for (row, weight) in x.chunks_exact(sum.len()).zip(weight) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x);
        }
    }
}
