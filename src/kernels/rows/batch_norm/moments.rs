//! Mean and variance of every channel.

use rayon::prelude::*;

use crate::kernels::rows::{chunk_elements, sums::add_rows};

/// Mean and sum of squared deviations from it, per channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// How many rows went in.
    pub rows: usize,
    /// [channels].
    pub mean: Vec<f64>,
    /// The sum of squared deviations, [channels]: the variance times the number of rows.
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
