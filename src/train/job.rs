//! What a run works on, and what it finds.

use super::settings::Training;
use crate::batch::BatchSource;
use crate::evaluate::{Evaluated, Latency, Validation};
use crate::metrics::Scores;

/// What a run works on.
pub struct Job<'a> {
    /// How, and on which images; `None` for weights that are evaluated as they are.
    pub training: Option<(&'a Training, BatchSource)>,
    /// What is evaluated during training and at its end.
    pub validation: Validation<'a>,
}

/// What a run found.
#[derive(Debug)]
pub struct Outcome {
    /// Scores and costs of the evaluated checkpoint.
    pub evaluated: Evaluated,
    /// The scores of both branches of a learned mask, mixed; none where no mask is trained.
    pub two_branch: Option<Scores>,
    /// One entry for each timed image: the first ones of the evaluated split.
    pub latency: Vec<Latency>,
    /// Steps of the checkpoint that was evaluated.
    pub step: usize,
    /// Mean loss over the last tenth of the steps; `None` without training.
    pub final_loss: Option<f64>,
    /// Seconds of all processes in optimiser steps, waiting for data included.
    pub training_seconds: f64,
    /// Seconds of these spent waiting for data.
    pub waiting_seconds: f64,
    /// Seconds that the evaluation took, without that of both branches and without timing single images.
    pub evaluation_seconds: f64,
}
