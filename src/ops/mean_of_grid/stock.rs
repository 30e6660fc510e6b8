//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::{MeanOfGrid, check_shapes};
use crate::Result;
use crate::kernels::rows::grid_mean::GridMean;
use crate::ops::{Device, Rows, Site, StockOp, Tape, from_vec};

/// The product with a matrix [images · parts, rows] of each part's weights, its rows put side by side.
pub(in crate::ops) fn mean_of_grid<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    images: usize,
    of: GridMean,
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), images, &of)?;
    let x = tape.contiguous(x)?;
    let (parts, rows) = (of.side * of.side, x.shape().0);
    let mut matrix = vec![0.0; images * parts * rows];
    for (number, weights) in of.weights().chunks_exact(rows / images).enumerate() {
        for image in 0..images {
            let start = (image * parts + number) * rows + image * weights.len();
            matrix[start..start + weights.len()].copy_from_slice(weights);
        }
    }
    let matrix = from_vec(x.device(), matrix, (images * parts, rows))?;
    tape.with_dfdx(|tape| {
        let means = matrix.put_tape(tape).try_matmul(x)?.try_reshape_like(&(images, parts, of.channels))?;
        let by_channel = means.try_permute::<(usize, usize, usize), Axes3<0, 2, 1>>()?.try_contiguous()?;
        by_channel.try_reshape_like(&(images, of.channels * parts))
    })
}

impl StockOp for MeanOfGrid {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let of = self.of(site.tables, inputs[0].shape().1);
        mean_of_grid(site.tape, inputs[0], site.tables.images(), of)
    }
}
