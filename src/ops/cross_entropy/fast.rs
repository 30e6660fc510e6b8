//! On this crate's kernels.

use dfdx::prelude::*;

use super::check_labels;
use crate::Result;
use crate::kernels::rows::loss::Labels;
use crate::kernels::rows::pointwise;
use crate::ops::Rows;
use crate::ops::Tape;
use crate::ops::gradient::GradientOf;
use crate::ops::tape::device_error;
use crate::ops::view::view;

pub(in crate::ops) fn cross_entropy(
    tape: &mut Tape<Cpu>,
    logits: &Rows<Cpu>,
    labels: &[u16],
    ignored: u16,
) -> Result<Tensor<Rank0, f32, Cpu>> {
    let counted = check_labels(*logits.shape(), labels, ignored)?;
    let logits = tape.contiguous(logits)?;
    let labels = Labels { of_rows: labels, ignored, classes: logits.shape().1 };
    let scalar = |sum: f64| {
        let mean = (sum / counted.max(1) as f64) as f32;
        logits.device().try_tensor_from_vec(vec![mean], ()).map_err(device_error)
    };
    if !tape.is_training() {
        return scalar(labels.loss(&view(&logits)));
    }
    // The gradient falls out of the same exponentials, so it is made here and kept.
    let mut gradient = vec![0.0; logits.shape().num_elements()];
    let factor = 1.0 / counted.max(1) as f32;
    let loss = scalar(labels.loss_and_gradient(&view(&logits), factor, &mut gradient))?;

    let (of_logits, of_loss) = (GradientOf::rows(&logits), GradientOf::scalar(&loss));
    tape.record(move |gradients| {
        let of_loss = of_loss.take(gradients)?.iter().sum();
        pointwise::scaled_accumulate(&gradient, of_loss, of_logits.sum(gradients)?);
        Ok(())
    });
    Ok(loss)
}
