//! The sums over rows that the backward pass of batch-norm needs.

use rayon::prelude::*;

use crate::kernels::rows::{chunk_elements, sums::merge};

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

fn chunk_gradient_sums(g: &[f32], x: &[f32], center: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let (mut sums, mut products) = (vec![0.0; center.len()], vec![0.0; center.len()]);
    add_gradient_rows(g, x, center, &mut sums, &mut products);
    (sums, products)
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
