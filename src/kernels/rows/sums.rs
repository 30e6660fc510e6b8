//! Sums over rows, per channel: means, squared deviations, gradients of biases.

use rayon::prelude::*;

use super::{chunk_elements, chunk_rows};

/// Mean and sum of squared deviations from it, per channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// How many rows went in.
    pub rows: usize,
    pub mean: Vec<f64>,
    pub squares: Vec<f64>,
}

/// The moments of a map [rows, channels]: in each chunk the mean first and then the deviations from it, in
/// f32, whose own sum corrects the mean's rounding; chunks are merged in f64 by Chan's update.
pub fn moments(x: &[f32], channels: usize) -> Moments {
    let chunks: Vec<Moments> =
        x.par_chunks(chunk_elements(channels)).map(|x| chunk_moments(x, channels)).collect();
    let mut total = Moments { rows: 0, mean: vec![0.0; channels], squares: vec![0.0; channels] };
    for chunk in &chunks {
        let rows = (total.rows + chunk.rows) as f64;
        let (before, here) = (total.rows as f64 / rows, chunk.rows as f64);
        for channel in 0..channels {
            let difference = chunk.mean[channel] - total.mean[channel];
            total.mean[channel] += difference * here / rows;
            total.squares[channel] += chunk.squares[channel] + difference * difference * before * here;
        }
        total.rows += chunk.rows;
    }
    total
}

fn chunk_moments(x: &[f32], channels: usize) -> Moments {
    let rows = x.len() / channels;
    let (mut mean, mut rest, mut squares) = (vec![0.0; channels], vec![0.0; channels], vec![0.0; channels]);
    add_rows(x, &mut mean);
    mean.iter_mut().for_each(|mean| *mean /= rows as f32);
    add_deviations(x, &mean, &mut rest, &mut squares);
    let count = rows as f64;
    let corrected = |(square, rest): (&f32, &f32)| f64::from(*square) - f64::from(*rest).powi(2) / count;
    Moments {
        rows,
        mean: mean
            .iter()
            .zip(&rest)
            .map(|(mean, rest)| f64::from(*mean) + f64::from(*rest) / count)
            .collect(),
        squares: squares.iter().zip(&rest).map(corrected).collect(),
    }
}

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

/// Σ g and Σ g·(x − center) over all rows, per channel.
pub fn gradient_sums(g: &[f32], x: &[f32], center: &[f32]) -> (Vec<f64>, Vec<f64>) {
    let channels = center.len();
    let (sums, products): (Vec<_>, Vec<_>) = g
        .par_chunks(chunk_elements(channels))
        .zip(x.par_chunks(chunk_elements(channels)))
        .map(|(g, x)| chunk_gradient_sums(g, x, center))
        .unzip();
    (merge(&sums, channels), merge(&products, channels))
}

/// As [`gradient_sums`], after setting `g` to zero where the rectified output `y` is not positive.
pub fn masked_gradient_sums(g: &mut [f32], y: &[f32], x: &[f32], center: &[f32]) -> (Vec<f64>, Vec<f64>) {
    let channels = center.len();
    let (sums, products): (Vec<_>, Vec<_>) = g
        .par_chunks_mut(chunk_elements(channels))
        .zip(y.par_chunks(chunk_elements(channels)))
        .zip(x.par_chunks(chunk_elements(channels)))
        .map(|((g, y), x)| {
            mask(y, g);
            chunk_gradient_sums(g, x, center)
        })
        .unzip();
    (merge(&sums, channels), merge(&products, channels))
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

fn chunk_gradient_sums(g: &[f32], x: &[f32], center: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let (mut sums, mut products) = (vec![0.0; center.len()], vec![0.0; center.len()]);
    add_gradient_rows(g, x, center, &mut sums, &mut products);
    (sums, products)
}

fn merge(chunks: &[Vec<f32>], channels: usize) -> Vec<f64> {
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
    fn add_rows(x: &[f32], sum: &mut [f32]) {
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
    fn add_deviations(x: &[f32], mean: &[f32], sum: &mut [f32], squares: &mut [f32]) {
        let c = mean.len();
        let (sum, squares) = (&mut sum[..c], &mut squares[..c]);
        let fours = x.chunks_exact(4 * c);
        for row in fours.remainder().chunks_exact(c) {
            for j in 0..c {
                let d = row[j] - mean[j];
                sum[j] += d;
                squares[j] += d * d;
            }
        }
        for four in fours {
            let (x0, x1, x2, x3) = (&four[..c], &four[c..2 * c], &four[2 * c..3 * c], &four[3 * c..]);
            for j in 0..c {
                let (d0, d1) = (x0[j] - mean[j], x1[j] - mean[j]);
                let (d2, d3) = (x2[j] - mean[j], x3[j] - mean[j]);
                sum[j] += (d0 + d1) + (d2 + d3);
                squares[j] += (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
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

vectorized! {
    fn add_gradient_rows(g: &[f32], x: &[f32], center: &[f32], sums: &mut [f32], products: &mut [f32]) {
        let c = center.len();
        let (sums, products) = (&mut sums[..c], &mut products[..c]);
        let twos = g.chunks_exact(2 * c).zip(x.chunks_exact(2 * c));
        for (g, x) in twos {
            let (g0, g1, x0, x1) = (&g[..c], &g[c..], &x[..c], &x[c..]);
            for j in 0..c {
                sums[j] += g0[j] + g1[j];
                products[j] += g0[j] * (x0[j] - center[j]) + g1[j] * (x1[j] - center[j]);
            }
        }
        let odd = g.len() / (2 * c) * (2 * c);
        for j in 0..g.len() - odd {
            sums[j] += g[odd + j];
            products[j] += g[odd + j] * (x[odd + j] - center[j]);
        }
    }
}

vectorized! {
    fn mask(y: &[f32], g: &mut [f32]) {
        for (g, &y) in g.iter_mut().zip(y) {
            *g = if y > 0.0 { *g } else { 0.0 };
        }
    }
}
