//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::{Device, MeanOfImages, Rows, Site, StockOp, Tape, from_vec};

/// The product with a matrix [images, rows] that holds each image's weights in its row.
pub(in crate::ops) fn pool_images<D: Device>(
    tape: &mut Tape<D>,
    x: &Rows<D>,
    start: &[usize],
    weight: &[f32],
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), start, weight)?;
    let x = tape.contiguous(x)?;
    let (images, rows) = (start.len() - 1, weight.len());
    let mut matrix = vec![0.0; images * rows];
    for (image, bounds) in start.windows(2).enumerate() {
        let of_image = bounds[0]..bounds[1];
        matrix[image * rows..][of_image.clone()].copy_from_slice(&weight[of_image]);
    }
    let matrix = from_vec(x.device(), matrix, (images, rows))?;
    tape.with_dfdx(|tape| matrix.put_tape(tape).try_matmul(x))
}

impl StockOp for MeanOfImages {
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>> {
        let (start, share) = self.shares(site.tables)?;
        pool_images(site.tape, inputs[0], &start, &share)
    }
}
