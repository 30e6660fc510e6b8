//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_shapes;
use crate::Result;
use crate::ops::{Graph, Rows, from_vec};

/// The product with a matrix [images, rows] that holds each image's weights in its row.
pub(in crate::ops) fn pool_images<D: Device<f32>>(
    graph: &mut Graph<D>,
    x: &Rows<D>,
    start: &[usize],
    weight: &[f32],
) -> Result<Rows<D>> {
    check_shapes(*x.shape(), start, weight)?;
    let x = graph.contiguous(x)?;
    let (images, rows) = (start.len() - 1, weight.len());
    let mut matrix = vec![0.0; images * rows];
    for (image, bounds) in start.windows(2).enumerate() {
        let of_image = bounds[0]..bounds[1];
        matrix[image * rows..][of_image.clone()].copy_from_slice(&weight[of_image]);
    }
    let matrix = from_vec(x.device(), matrix, (images, rows))?;
    graph.with_dfdx(|tape| matrix.put_tape(tape).try_matmul(x))
}
