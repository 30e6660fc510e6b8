//! A norm over the channels of each row: y = weight · (x − mean) ÷ √(variance + ε) + bias.

use rayon::prelude::*;

use super::{chunk_elements, chunk_rows};

/// The weights of a layer-norm, one number per channel.
#[derive(Clone, Copy)]
pub struct LayerNorm<'a> {
    /// What normalised numbers are multiplied by.
    pub weight: &'a [f32],
    /// Added in the end.
    pub bias: &'a [f32],
    /// Added to the variance.
    pub eps: f32,
}

/// Gradients of the weight and the bias.
pub struct OfWeights {
    /// Σ over rows of dy · normalised x.
    pub weight: Vec<f64>,
    /// Σ over rows of dy.
    pub bias: Vec<f64>,
}

impl LayerNorm<'_> {
    /// `y` [rows, channels] is overwritten.
    pub fn apply(&self, x: &[f32], y: &mut [f32]) {
        let channels = self.weight.len();
        let chunk = chunk_elements(channels);
        y.par_chunks_mut(chunk).zip(x.par_chunks(chunk)).for_each(|(y, x)| {
            for (y, x) in y.chunks_exact_mut(channels).zip(x.chunks_exact(channels)) {
                let (mean, inverse) = moments(x, self.eps);
                normalize(x, mean, inverse, self, y);
            }
        });
    }

    /// dx += gradient of the norm; gives the gradients of its weights, chunks of rows summed in their order.
    pub fn backward(&self, dy: &[f32], x: &[f32], dx: &mut [f32]) -> OfWeights {
        let channels = self.weight.len();
        let chunk = chunk_rows(channels) * channels;
        let parts: Vec<[Vec<f32>; 2]> = dx
            .par_chunks_mut(chunk)
            .zip(dy.par_chunks(chunk))
            .zip(x.par_chunks(chunk))
            .map(|((dx, dy), x)| {
                let mut sums = [vec![0.0; channels], vec![0.0; channels]];
                let rows = dx.chunks_exact_mut(channels).zip(dy.chunks_exact(channels));
                for ((dx, dy), x) in rows.zip(x.chunks_exact(channels)) {
                    backward_row(dy, x, self, dx, &mut sums);
                }
                sums
            })
            .collect();
        let mut sums = OfWeights { weight: vec![0.0; channels], bias: vec![0.0; channels] };
        for [weight, bias] in parts {
            sums.weight.iter_mut().zip(weight).for_each(|(sum, part)| *sum += f64::from(part));
            sums.bias.iter_mut().zip(bias).for_each(|(sum, part)| *sum += f64::from(part));
        }
        sums
    }
}

/// Mean, and one by the deviation, in double precision: channels are few, and differences of them matter.
fn moments(x: &[f32], eps: f32) -> (f32, f32) {
    let count = x.len() as f64;
    let mean = sum(x.iter().map(|&x| f64::from(x))) / count;
    let squares = sum(x.iter().map(|&x| (f64::from(x) - mean) * (f64::from(x) - mean)));
    (mean as f32, (1.0 / (squares / count + f64::from(eps)).sqrt()) as f32)
}

/// In a fixed order.
fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

vectorized! {
    fn normalize(x: &[f32], mean: f32, inverse: f32, norm: &LayerNorm<'_>, y: &mut [f32]) {
        let parameters = norm.weight.iter().zip(norm.bias);
        for ((y, x), (weight, bias)) in y.iter_mut().zip(x).zip(parameters) {
            *y = (x - mean) * inverse * weight + bias;
        }
    }
}

/// With g = weight · dy and n the normalised x: dx += (g − mean(g) − n · mean(g·n)) ÷ deviation.
fn backward_row(dy: &[f32], x: &[f32], norm: &LayerNorm<'_>, dx: &mut [f32], sums: &mut [Vec<f32>; 2]) {
    let (mean, inverse) = moments(x, norm.eps);
    let count = x.len() as f64;
    let normalized = |x: f32| (x - mean) * inverse;
    let g = || dy.iter().zip(norm.weight).map(|(dy, weight)| dy * weight);
    let of_g = (sum(g().map(f64::from)) / count) as f32;
    let of_products = (sum(g().zip(x).map(|(g, &x)| f64::from(g * normalized(x)))) / count) as f32;
    for ((dx, g), &x) in dx.iter_mut().zip(g()).zip(x) {
        *dx += (g - of_g - normalized(x) * of_products) * inverse;
    }
    let [of_weight, of_bias] = sums;
    for (((of_weight, of_bias), dy), &x) in of_weight.iter_mut().zip(of_bias).zip(dy).zip(x) {
        *of_weight += dy * normalized(x);
        *of_bias += dy;
    }
}
