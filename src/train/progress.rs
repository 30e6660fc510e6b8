//! What happens during a run, for logs and progress bars.

use crate::metrics::Scores;

/// One happening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress<'a> {
    /// The run starts, or goes on after an interruption, behind this step.
    Start {
        /// Optimiser steps that are done: 0 in a new run.
        step: usize,
        /// Optimiser steps of the whole run; 0 without training.
        steps: usize,
        /// Is the validation behind this step still to be done?
        validation_due: bool,
        /// What the steps so far took, in seconds; 0 in a new run.
        seconds: f64,
    },
    /// Something that a person should know, as a sentence.
    Told(&'a str),
    /// An optimiser step is done: its mean loss, and the head's learning rate.
    Step {
        /// Counted from 1.
        step: usize,
        /// In nats; of a learned mask, with the penalty on its share.
        loss: f32,
        /// The head's, in this step.
        rate: f32,
    },
    /// The validation set has been evaluated after that many steps.
    Validation {
        /// Optimiser steps done.
        step: usize,
        /// Those of the task, over all validation images.
        scores: &'a Scores,
    },
    /// So many images of an evaluation are done.
    Image {
        /// Counted from 1.
        done: usize,
        /// Images of the whole evaluation.
        images: usize,
    },
}

/// Whoever wants to know.
pub trait Observer {
    /// # Errors
    /// When it cannot be written down.
    fn observe(&mut self, progress: Progress<'_>) -> crate::Result<()>;
}
