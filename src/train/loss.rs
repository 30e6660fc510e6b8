//! What a training step makes small.

use dfdx::prelude::{Rank0, Tensor};

use super::batch::Batch;
use super::gumbel;
use super::labels::NO_CLASS;
use crate::Result;
use crate::models::{AnyNetwork, Executor};
use crate::ops::{Choice, RowOps};

/// Mean cross-entropy over what is labelled; where a mask is learned, of both branches mixed, with the distance of its
/// share from the target. The mask's noise is drawn from the seed and the step.
///
/// # Errors
/// When the tables do not fit the network, or the device fails.
pub(super) fn of_batch<O: RowOps>(
    network: &AnyNetwork,
    executor: &mut Executor<'_, O>,
    batch: &Batch,
    seed: u64,
    step: usize,
) -> Result<Tensor<Rank0, f32, O::Device>> {
    let labels = batch.labels.of_rows();
    let Some(both) = network.two_branch() else {
        let scores = executor.run(network, batch.pixels.clone())?;
        return executor.loss(&scores, &labels, NO_CLASS);
    };
    let noise = gumbel::noise(seed, step, &batch.tables);
    let choice = Choice { noise: &noise, temperature: both.mask.temperature, hard: true };
    let mixed = both.forward(executor, batch.pixels.clone(), choice)?;
    let loss = executor.loss(&mixed.scores, &labels, NO_CLASS)?;
    let of_mask = both.loss(executor, &mixed.downsampled)?;
    executor.sum(loss, of_mask)
}
