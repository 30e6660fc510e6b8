//! What several operations need, made of dfdx's own operations.

use dfdx::prelude::*;

use crate::grid::KernelMap;
use crate::ops::Rows;

/// A feature map with a tape, inside [`Tape::with_dfdx`](crate::ops::Tape::with_dfdx).
pub(in crate::ops) type Taped<D> = Tensor<(usize, usize), f32, D, OwnedTape<f32, D>>;
type Fallible<T, D> = Result<T, <D as HasErr>::Err>;

/// The feature map with one more row, which holds `value` in every channel.
pub(in crate::ops) fn with_row<D: Device<f32>>(x: Taped<D>, value: f32) -> Fallible<Taped<D>, D> {
    let channels = x.shape().1;
    let row: Rows<D> = x.device().try_tensor_from_vec(vec![value; channels], (1, channels))?;
    (x, row).try_concat_along(Axis::<0>)
}

/// Rows by number, each as often as it is named.
pub(in crate::ops) fn pick<D: Device<f32>>(x: Taped<D>, rows: Vec<usize>) -> Fallible<Taped<D>, D> {
    let count = rows.len();
    let rows: Tensor<(usize,), usize, D> = x.device().try_tensor_from_vec(rows, (count,))?;
    x.try_gather(rows)
}

/// What the taps of a map read, row-major, where the row after the last stands for −1. `None` when every
/// row reads itself.
pub(in crate::ops) fn taps(map: &KernelMap) -> Option<Vec<usize>> {
    let outside = map.rows_in();
    map.index().map(|index| index.iter().map(|&row| usize::try_from(row).unwrap_or(outside)).collect())
}

/// A parameter [1, channels] repeated for every row.
pub(in crate::ops) fn for_every_row<D: Device<f32>>(
    parameter: &Rows<D>,
    shape: (usize, usize),
) -> Fallible<Rows<D>, D> {
    let vector = parameter.clone().try_reshape_like(&(shape.1,))?;
    vector.try_broadcast_like::<_, Axis<0>>(&shape)
}

/// One weight per row, repeated for every channel.
pub(in crate::ops) fn for_every_channel<D: Device<f32>>(
    device: &D,
    weights: Vec<f32>,
    shape: (usize, usize),
) -> Fallible<Rows<D>, D> {
    let weights: Tensor<(usize,), f32, D> = device.try_tensor_from_vec(weights, (shape.0,))?;
    weights.try_broadcast_like::<_, Axis<1>>(&shape)
}

/// The same feature map as another tensor: dfdx refuses an operation on a tensor and itself.
pub(in crate::ops) fn apart<D: Device<f32>>(x: &Rows<D>) -> Fallible<Taped<D>, D> {
    x.retaped::<OwnedTape<f32, D>>().try_mul(1.0)
}
