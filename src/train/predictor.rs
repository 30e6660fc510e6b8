//! Predicting with the weights that a learner has now.

use rayon::prelude::*;

use super::batch::Batch;
use super::learner::Learner;
use crate::Result;
use crate::engine::Engine;
use crate::models::{Executor, Mode};
use crate::ops::RowOps;

/// Rows whose best class one task finds: fewer are not worth starting it.
const ROWS_PER_TASK: usize = 4096;

/// By a plan where the operations' own device is what plans run on, else layer by layer.
pub enum Predictor<'a, O: RowOps> {
    Plan(Box<Engine>),
    Layers(&'a Learner<O>),
}

impl<'a, O: RowOps> Predictor<'a, O> {
    /// With the learner's present weights.
    ///
    /// # Errors
    /// When the device fails.
    pub fn new(learner: &'a Learner<O>) -> Result<Self> {
        if !learner.ops().has_engine() {
            return Ok(Predictor::Layers(learner));
        }
        let engine = Engine::new(learner.ops(), learner.network(), learner.parameters())?;
        Ok(Predictor::Plan(Box::new(engine)))
    }

    /// The most likely class, or output, of every pixel or image: one for each label.
    ///
    /// # Errors
    /// When the device fails.
    pub fn predict(&self, batch: &Batch) -> Result<Vec<u16>> {
        // A network has fewer outputs than 16 bits can tell apart: each stands for a class at most.
        Ok(best_of_rows(&self.scores(batch)?, batch.labels.len(), |class| class as u16))
    }

    /// The scores of every pixel or image, row-major, a row for each label.
    ///
    /// # Errors
    /// When the device fails.
    pub fn scores(&self, batch: &Batch) -> Result<Vec<f32>> {
        match self {
            Predictor::Plan(engine) => engine.run(&batch.tables, &batch.pixels),
            Predictor::Layers(learner) => {
                let ops = learner.ops();
                let mut executor = Executor::new(ops, learner.parameters(), &batch.tables, Mode::Evaluation);
                let scores = executor.run(learner.network(), batch.pixels.clone())?;
                Ok(ops.to_vec(&scores))
            }
        }
    }
}

/// The first of the largest scores of every row.
pub(super) fn best_of_rows<T: Send>(
    scores: &[f32],
    rows: usize,
    class: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let columns = scores.len() / rows.max(1);
    let rows = scores.par_chunks_exact(columns.max(1)).with_min_len(ROWS_PER_TASK);
    rows.map(|scores| class(largest(scores))).collect()
}

fn largest(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, class| if scores[class] > scores[best] { class } else { best })
}
