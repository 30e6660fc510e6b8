//! Rows times one factor for each channel: of the whole map, or of the image that the row belongs to.

use rayon::prelude::*;

use super::{chunk_elements, chunk_rows};

/// Which factors rows are multiplied by.
#[derive(Clone, Copy)]
pub enum Factors<'a> {
    /// [channels]: the same for all rows.
    OfMap(&'a [f32]),
    /// [images, channels], and the first row of each image, then the number of rows.
    OfImages(&'a [f32], &'a [usize]),
}

impl Factors<'_> {
    /// Those of a row.
    #[inline(always)]
    fn of(&self, row: usize, channels: usize) -> &[f32] {
        match self {
            Factors::OfMap(factors) => factors,
            Factors::OfImages(factors, start) => &factors[image(start, row) * channels..][..channels],
        }
    }
}

/// The image that a row belongs to.
#[inline(always)]
fn image(start: &[usize], row: usize) -> usize {
    start.partition_point(|&first| first <= row) - 1
}

/// y = x · factor; `y` [rows, channels] is overwritten.
pub fn scale(x: &[f32], factors: Factors<'_>, channels: usize, y: &mut [f32]) {
    let chunk = chunk_elements(channels);
    y.par_chunks_mut(chunk).zip(x.par_chunks(chunk)).enumerate().for_each(|(number, (y, x))| {
        let first = number * chunk / channels;
        for (row, (y, x)) in y.chunks_exact_mut(channels).zip(x.chunks_exact(channels)).enumerate() {
            multiply(x, factors.of(first + row, channels), y);
        }
    });
}

/// dx += dy · factor.
pub fn scale_backward(dy: &[f32], factors: Factors<'_>, channels: usize, dx: &mut [f32]) {
    let chunk = chunk_elements(channels);
    dx.par_chunks_mut(chunk).zip(dy.par_chunks(chunk)).enumerate().for_each(|(number, (dx, dy))| {
        let first = number * chunk / channels;
        for (row, (dx, dy)) in dx.chunks_exact_mut(channels).zip(dy.chunks_exact(channels)).enumerate() {
            add_product(dy, factors.of(first + row, channels), dx);
        }
    });
}

/// dfactor += Σ over rows of dy · x, for the rows of each image (`start` as in [`Factors::OfImages`]; two entries for a
/// whole map). Chunks of rows are summed in their order.
pub fn factor_gradient(dy: &[f32], x: &[f32], start: &[usize], channels: usize, dfactors: &mut [f32]) {
    let step = chunk_rows(channels);
    dfactors.par_chunks_mut(channels).zip(start.par_windows(2)).for_each(|(dfactors, bounds)| {
        let mut total = vec![0.0f64; channels];
        for first in (bounds[0]..bounds[1]).step_by(step) {
            let own = first * channels..(first + step).min(bounds[1]) * channels;
            let mut sum = vec![0.0; channels];
            for (dy, x) in dy[own.clone()].chunks_exact(channels).zip(x[own].chunks_exact(channels)) {
                add_product(dy, x, &mut sum);
            }
            total.iter_mut().zip(sum).for_each(|(total, sum)| *total += f64::from(sum));
        }
        dfactors.iter_mut().zip(total).for_each(|(dfactor, total)| *dfactor += total as f32);
    });
}

vectorized! {
    fn multiply(x: &[f32], factors: &[f32], y: &mut [f32]) {
        for ((y, x), factor) in y.iter_mut().zip(x).zip(factors) {
            *y = x * factor;
        }
    }
}

vectorized! {
    fn add_product(dy: &[f32], factors: &[f32], dx: &mut [f32]) {
        for ((dx, dy), factor) in dx.iter_mut().zip(dy).zip(factors) {
            *dx += dy * factor;
        }
    }
}
