//! The passes of batch-norm over a map.

mod gradient_sums;
mod moments;

use rayon::prelude::*;

pub use gradient_sums::{gradient_sums, masked_gradient_sums};
pub use moments::{Moments, moments};

use super::chunk_elements;

/// y = scale · (x − center) + bias, per channel, and what follows. Subtracting first, where folding the
/// center into the bias would save nothing measurable, keeps the digits of channels far from zero.
#[derive(Clone, Copy)]
pub struct Affine<'a> {
    /// Subtracted first, [channels].
    pub center: &'a [f32],
    /// What the difference is multiplied by, [channels].
    pub scale: &'a [f32],
    /// Added to the product, [channels].
    pub bias: &'a [f32],
    /// Added, [rows, channels].
    pub residual: Option<&'a [f32]>,
    /// Is the result set to 0 where it is negative?
    pub relu: bool,
}

impl Affine<'_> {
    /// `y` [rows, channels] is overwritten.
    pub fn apply(&self, x: &[f32], y: &mut [f32]) {
        let chunk = chunk_elements(self.scale.len());
        y.par_chunks_mut(chunk).zip(x.par_chunks(chunk)).enumerate().for_each(|(number, (y, x))| match self
            .residual
            .map(|residual| &residual[number * chunk..][..x.len()])
        {
            None => affine_chunk(x, self, y),
            Some(residual) => affine_residual_chunk(x, residual, self, y),
        });
    }

    /// The bound that ReLU sets to y; one below everything rectifies nothing, and costs less than two
    /// versions of every loop.
    fn floor(&self) -> f32 {
        if self.relu { 0.0 } else { f32::NEG_INFINITY }
    }
}

/// The gradient with respect to x, per channel: dx += of_g · g + of_x · (x − center) + constant.
pub struct DataGradient {
    /// The mean that the forward pass subtracted, [channels].
    pub center: Vec<f32>,
    /// Weight ÷ deviation, [channels].
    pub of_g: Vec<f32>,
    /// [channels]; 0 where the statistics are not those of the batch.
    pub of_x: Vec<f32>,
    /// [channels]; 0 where the statistics are not those of the batch.
    pub constant: Vec<f32>,
}

impl DataGradient {
    /// Adds it to `dx`.
    pub fn accumulate(&self, g: &[f32], x: &[f32], dx: &mut [f32]) {
        let chunk = chunk_elements(self.of_g.len());
        dx.par_chunks_mut(chunk)
            .zip(g.par_chunks(chunk))
            .zip(x.par_chunks(chunk))
            .for_each(|((dx, g), x)| gradient_chunk(g, x, self, dx));
    }
}

/// No lower than `floor`; NaN passes, as in PyTorch, so that a diverged training run is noticed.
#[inline(always)]
fn at_least(floor: f32, x: f32) -> f32 {
    if x < floor { floor } else { x }
}

vectorized! {
    fn affine_chunk(x: &[f32], affine: &Affine<'_>, y: &mut [f32]) {
        let (c, floor) = (affine.scale.len(), affine.floor());
        let (center, scale, bias) = (&affine.center[..c], affine.scale, &affine.bias[..c]);
        for (y, x) in y.chunks_exact_mut(c).zip(x.chunks_exact(c)) {
            for j in 0..c {
                y[j] = at_least(floor, (x[j] - center[j]) * scale[j] + bias[j]);
            }
        }
    }
}

vectorized! {
    fn affine_residual_chunk(x: &[f32], residual: &[f32], affine: &Affine<'_>, y: &mut [f32]) {
        let (c, floor) = (affine.scale.len(), affine.floor());
        let (center, scale, bias) = (&affine.center[..c], affine.scale, &affine.bias[..c]);
        for ((y, x), r) in y.chunks_exact_mut(c).zip(x.chunks_exact(c)).zip(residual.chunks_exact(c)) {
            for j in 0..c {
                y[j] = at_least(floor, (x[j] - center[j]) * scale[j] + bias[j] + r[j]);
            }
        }
    }
}

vectorized! {
    fn gradient_chunk(g: &[f32], x: &[f32], gradient: &DataGradient, dx: &mut [f32]) {
        let c = gradient.of_g.len();
        let (of_g, of_x) = (&gradient.of_g[..c], &gradient.of_x[..c]);
        let (center, constant) = (&gradient.center[..c], &gradient.constant[..c]);
        for ((dx, g), x) in dx.chunks_exact_mut(c).zip(g.chunks_exact(c)).zip(x.chunks_exact(c)) {
            for j in 0..c {
                dx[j] += g[j] * of_g[j] + ((x[j] - center[j]) * of_x[j] + constant[j]);
            }
        }
    }
}
