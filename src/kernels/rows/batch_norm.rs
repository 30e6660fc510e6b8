//! The passes of batch-norm over a map; statistics come from [`super::sums`].

use rayon::prelude::*;

use super::chunk_elements;

/// What follows the affine map.
#[derive(Clone, Copy, Default)]
pub struct Ending<'a> {
    /// Added, [rows, channels].
    pub residual: Option<&'a [f32]>,
    pub relu: bool,
}

/// y = scale · x + shift per channel, then the ending.
pub fn affine(x: &[f32], scale: &[f32], shift: &[f32], ending: Ending<'_>, y: &mut [f32]) {
    let chunk = chunk_elements(scale.len());
    // A bound below everything rectifies nothing; it costs less than two versions of every loop.
    let floor = if ending.relu { 0.0 } else { f32::NEG_INFINITY };
    y.par_chunks_mut(chunk).zip(x.par_chunks(chunk)).enumerate().for_each(|(number, (y, x))| {
        match ending.residual.map(|residual| &residual[number * chunk..][..x.len()]) {
            None => affine_chunk(x, scale, shift, floor, y),
            Some(residual) => affine_residual_chunk(x, residual, scale, shift, floor, y),
        }
    });
}

/// The gradient with respect to x, per channel: dx += of_g · g + of_x · x + constant.
pub struct DataGradient {
    pub of_g: Vec<f32>,
    pub of_x: Vec<f32>,
    pub constant: Vec<f32>,
}

impl DataGradient {
    /// Adds it to `dx`.
    pub fn accumulate(&self, g: &[f32], x: &[f32], dx: &mut [f32]) {
        let chunk = chunk_elements(self.of_g.len());
        dx.par_chunks_mut(chunk)
            .zip(g.par_chunks(chunk))
            .zip(x.par_chunks(chunk))
            .for_each(|((dx, g), x)| gradient_chunk(g, x, &self.of_g, &self.of_x, &self.constant, dx));
    }
}

/// No lower than `floor`; NaN passes, as in PyTorch, so that a diverged training run is noticed.
#[inline(always)]
fn at_least(floor: f32, x: f32) -> f32 {
    if x < floor { floor } else { x }
}

vectorized! {
    fn affine_chunk(x: &[f32], scale: &[f32], shift: &[f32], floor: f32, y: &mut [f32]) {
        let c = scale.len();
        let shift = &shift[..c];
        for (y, x) in y.chunks_exact_mut(c).zip(x.chunks_exact(c)) {
            for j in 0..c {
                y[j] = at_least(floor, x[j] * scale[j] + shift[j]);
            }
        }
    }
}

vectorized! {
    fn affine_residual_chunk(
        x: &[f32],
        residual: &[f32],
        scale: &[f32],
        shift: &[f32],
        floor: f32,
        y: &mut [f32],
    ) {
        let c = scale.len();
        let shift = &shift[..c];
        for ((y, x), r) in y.chunks_exact_mut(c).zip(x.chunks_exact(c)).zip(residual.chunks_exact(c)) {
            for j in 0..c {
                y[j] = at_least(floor, x[j] * scale[j] + shift[j] + r[j]);
            }
        }
    }
}

vectorized! {
    fn gradient_chunk(
        g: &[f32],
        x: &[f32],
        of_g: &[f32],
        of_x: &[f32],
        constant: &[f32],
        dx: &mut [f32],
    ) {
        let c = of_g.len();
        let (of_x, constant) = (&of_x[..c], &constant[..c]);
        for ((dx, g), x) in dx.chunks_exact_mut(c).zip(g.chunks_exact(c)).zip(x.chunks_exact(c)) {
            for j in 0..c {
                dx[j] += g[j] * of_g[j] + (x[j] * of_x[j] + constant[j]);
            }
        }
    }
}
