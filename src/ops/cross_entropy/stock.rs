//! Made of dfdx's own operations.

use dfdx::prelude::*;

use super::check_labels;
use crate::Result;
use crate::ops::{Rows, Tape};

pub(in crate::ops) fn cross_entropy<D: Device<f32>>(
    tape: &mut Tape<D>,
    logits: &Rows<D>,
    labels: &[u16],
    ignored: u16,
) -> Result<Tensor<Rank0, f32, D>> {
    let counted = check_labels(*logits.shape(), labels, ignored)?.max(1);
    let logits = tape.contiguous(logits)?;
    let share = |&label: &u16| if label == ignored { 0.0 } else { -1.0 / counted as f32 };
    let class = |&label: &u16| if label == ignored { 0 } else { usize::from(label) };
    let shares: Vec<f32> = labels.iter().map(share).collect();
    let classes: Vec<usize> = labels.iter().map(class).collect();
    tape.with_dfdx(|tape| {
        let rows = labels.len();
        let device = logits.device().clone();
        let shares: Tensor<(usize,), f32, D> = device.try_tensor_from_vec(shares, (rows,))?;
        let classes: Tensor<(usize,), usize, D> = device.try_tensor_from_vec(classes, (rows,))?;
        let logarithms = logits.put_tape(tape).try_log_softmax::<Axis<1>>()?;
        let chosen: Tensor<(usize,), f32, D, _> = logarithms.try_select(classes)?;
        chosen.try_mul(shares)?.try_sum()
    })
}
