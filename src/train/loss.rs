//! What a training step makes small.

use crate::Result;
use crate::batch::{self, Batch, NO_CLASS};
use crate::executor::{self, Executor, Pass};
use crate::models::{DOWNSAMPLED, Model};
use crate::ops::{RowOps, Scalar};

/// A forward pass and its loss.
type PassAndLoss<D> = (Pass<D>, Scalar<D>);

/// Both of a batch: mean cross-entropy over what is labelled; where a mask is learned, of both branches mixed,
/// with the distance of its share from the target. The mask's noise is drawn from the seed and the step.
///
/// # Errors
/// When the tables do not fit the network, or the device fails.
pub(super) fn of_batch<O: RowOps>(
    model: &Model,
    ops: &O,
    executor: &Executor<'_, O>,
    batch: &Batch,
    (seed, step): (u64, usize),
) -> Result<PassAndLoss<O::Device>> {
    let graph = model.training();
    let learned = model.branches().and(model.learned());
    let draws = learned.map_or(0, |learned| if learned.second_draw { 2 } else { 1 });
    let noise: Vec<Vec<f32>> = (0..draws).map(|draw| batch::noise(seed, draw, step, &batch.tables)).collect();
    let given = executor::Batch { tables: &batch.tables, pixels: &batch.pixels, noise: &noise };
    let mut pass = executor.run_and_ask(graph, given, graph.marked(DOWNSAMPLED), &mut |_, _| {})?;
    let loss = ops.cross_entropy(&mut pass.tape, &pass.output, &batch.labels.of_rows(), NO_CLASS)?;
    let Some(learned) = learned else { return Ok((pass, loss)) };
    let downsampled = pass.asked()?.clone();
    let of_mask = pass.tape.squared_distance(&downsampled, learned.target as f32, learned.weight)?;
    let loss = pass.tape.sum(loss, of_mask)?;
    Ok((pass, loss))
}
