//! Element by element: ReLU and sums.

use rayon::prelude::*;

use super::CHUNK_ELEMENTS;

/// y = max(x, 0); NaN stays NaN, so that a diverged training run is noticed.
pub fn relu(x: &[f32], y: &mut [f32]) {
    y.par_chunks_mut(CHUNK_ELEMENTS).zip(x.par_chunks(CHUNK_ELEMENTS)).for_each(|(y, x)| relu_chunk(x, y));
}

/// dx += dy where y > 0.
pub fn relu_backward(dy: &[f32], y: &[f32], dx: &mut [f32]) {
    dx.par_chunks_mut(CHUNK_ELEMENTS)
        .zip(dy.par_chunks(CHUNK_ELEMENTS))
        .zip(y.par_chunks(CHUNK_ELEMENTS))
        .for_each(|((dx, dy), y)| relu_backward_chunk(dy, y, dx));
}

/// y = a + b.
pub fn add(a: &[f32], b: &[f32], y: &mut [f32]) {
    y.par_chunks_mut(CHUNK_ELEMENTS)
        .zip(a.par_chunks(CHUNK_ELEMENTS))
        .zip(b.par_chunks(CHUNK_ELEMENTS))
        .for_each(|((y, a), b)| add_chunk(a, b, y));
}

/// y += x.
pub fn accumulate(x: &[f32], y: &mut [f32]) {
    scaled_accumulate(x, 1.0, y);
}

/// y += factor · x.
pub fn scaled_accumulate(x: &[f32], factor: f32, y: &mut [f32]) {
    y.par_chunks_mut(CHUNK_ELEMENTS)
        .zip(x.par_chunks(CHUNK_ELEMENTS))
        .for_each(|(y, x)| accumulate_chunk(x, factor, y));
}

vectorized! {
    fn relu_chunk(x: &[f32], y: &mut [f32]) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = if x < 0.0 { 0.0 } else { x };
        }
    }
}

vectorized! {
    fn relu_backward_chunk(dy: &[f32], y: &[f32], dx: &mut [f32]) {
        for ((dx, &dy), &y) in dx.iter_mut().zip(dy).zip(y) {
            *dx += if y > 0.0 { dy } else { 0.0 };
        }
    }
}

vectorized! {
    fn add_chunk(a: &[f32], b: &[f32], y: &mut [f32]) {
        for ((y, a), b) in y.iter_mut().zip(a).zip(b) {
            *y = a + b;
        }
    }
}

vectorized! {
    fn accumulate_chunk(x: &[f32], factor: f32, y: &mut [f32]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y += factor * x;
        }
    }
}
