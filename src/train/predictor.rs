//! Predicting with the weights that a learner has now.

use rayon::prelude::*;

use super::batch::Batch;
use super::learner::Learner;
use crate::engine::{Engine, Precision};
use crate::models::{Executor, Mode};
use crate::ops::RowOps;
use crate::{Error, Result};

/// Pixels whose best class one task finds: fewer are not worth starting it.
const PIXELS_PER_TASK: usize = 4096;

/// By a plan where the operations' own device is what plans run on, else layer by layer.
pub enum Predictor<'a, O: RowOps> {
    Plan(Box<Engine>),
    Layers(&'a Learner<O>),
}

impl<'a, O: RowOps> Predictor<'a, O> {
    /// With the learner's present weights.
    ///
    /// # Errors
    /// When the device fails or has no such precision.
    pub fn new(learner: &'a Learner<O>, precision: Precision) -> Result<Self> {
        if !learner.ops().has_engine() {
            return match precision {
                Precision::Float32 => Ok(Predictor::Layers(learner)),
                Precision::Bfloat16 => Err(Error::new("these operations know float32 only")),
            };
        }
        let engine = Engine::new(learner.ops(), learner.network(), learner.parameters(), precision)?;
        Ok(Predictor::Plan(Box::new(engine)))
    }

    /// Builds the batch's kernel maps, where a plan knows beforehand which it needs.
    ///
    /// # Errors
    /// When the tables do not fit the network.
    pub fn prepare(&self, batch: &Batch) -> Result<()> {
        match self {
            Predictor::Plan(engine) => engine.prepare(&batch.tables),
            Predictor::Layers(_) => Ok(()),
        }
    }

    /// The most likely class of every pixel, [images·height·width].
    ///
    /// # Errors
    /// When the device fails.
    pub fn predict(&self, batch: &Batch) -> Result<Vec<u8>> {
        let scores = match self {
            Predictor::Plan(engine) => engine.run(&batch.tables, &batch.pixels)?,
            Predictor::Layers(learner) => {
                let ops = learner.ops();
                let mut executor = Executor::new(ops, learner.parameters(), &batch.tables, Mode::Evaluation);
                let scores = executor.run(learner.network(), batch.pixels.clone())?;
                ops.to_vec(&scores)
            }
        };
        let classes = scores.len() / batch.labels.len().max(1);
        Ok(scores.par_chunks_exact(classes.max(1)).with_min_len(PIXELS_PER_TASK).map(largest).collect())
    }
}

/// The first of the largest scores.
fn largest(scores: &[f32]) -> u8 {
    let best =
        (1..scores.len()).fold(0, |best, class| if scores[class] > scores[best] { class } else { best });
    // A data set has fewer than 255 classes (255 is the ignored label).
    best as u8
}
