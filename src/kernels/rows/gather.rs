//! Rows picked through a one-tap map, and the way back through its inverse.

use rayon::prelude::*;

use super::{chunk_rows, pointwise::accumulate};
use crate::grid::{InverseMap, KernelMap};

/// y[r] = x[row that the map names for r]; zeros where it names none.
pub fn gather(x: &[f32], channels: usize, map: &KernelMap, y: &mut [f32]) {
    let Some(index) = map.index() else {
        y.copy_from_slice(x);
        return;
    };
    let step = chunk_rows(channels);
    y.par_chunks_mut(step * channels).zip(index.par_chunks(step)).for_each(|(y, index)| {
        for (y, &from) in y.chunks_exact_mut(channels).zip(index) {
            match usize::try_from(from) {
                Ok(from) => y.copy_from_slice(&x[from * channels..][..channels]),
                Err(_) => y.fill(0.0),
            }
        }
    });
}

/// dx[i] += the sum of dy over the rows that were picked from i, in ascending order.
pub fn gather_backward(dy: &[f32], channels: usize, map: &KernelMap, dx: &mut [f32]) {
    if map.index().is_none() {
        accumulate(dy, dx);
        return;
    }
    let readers = Readers::new(map);
    let step = chunk_rows(channels);
    dx.par_chunks_mut(step * channels)
        .enumerate()
        .for_each(|(chunk, dx)| scatter_chunk(dy, channels, &readers, chunk * step, dx));
}

vectorized! {
    fn scatter_chunk(dy: &[f32], channels: usize, readers: &Readers<'_>, first_row: usize, dx: &mut [f32]) {
        for (row, dx) in dx.chunks_exact_mut(channels).enumerate() {
            readers.each(first_row + row, 0, |reader| {
                let dy = &dy[reader * channels..][..channels];
                dx.iter_mut().zip(dy).for_each(|(dx, dy)| *dx += dy);
            });
        }
    }
}

/// The inverse of a map, looked up by input row.
pub(super) struct Readers<'a> {
    inverse: &'a InverseMap,
    /// Where the inverse's table keeps each input row, when it is reordered.
    position: Option<Vec<u32>>,
    taps: usize,
    rows_out: usize,
}

impl<'a> Readers<'a> {
    pub(super) fn new(map: &'a KernelMap) -> Self {
        let inverse = map.inverse();
        let position = inverse.order().map(|order| {
            let mut position = vec![0; order.len()];
            for (place, &row) in order.iter().enumerate() {
                position[row as usize] = place as u32;
            }
            position
        });
        Readers { inverse, position, taps: map.taps(), rows_out: map.rows_out() }
    }

    pub(super) fn taps(&self) -> usize {
        self.taps
    }

    /// Calls `visit` with every output row that reads `row` through `tap`, in ascending order.
    #[inline(always)]
    pub(super) fn each(&self, row: usize, tap: usize, mut visit: impl FnMut(usize)) {
        let Some(index) = self.inverse.index() else {
            return visit(row);
        };
        let place = self.position.as_ref().map_or(row, |position| position[row] as usize);
        match usize::try_from(index[place * self.taps + tap]) {
            Err(_) => {}
            Ok(reader) if reader < self.rows_out => visit(reader),
            Ok(several) => {
                self.inverse.virtual_row(several - self.rows_out).iter().for_each(|&row| visit(row as usize));
            }
        }
    }
}
