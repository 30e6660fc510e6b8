//! What happens during a run, as told to logs and progress bars.

use crate::metrics::Scores;

/// One happening.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress<'a> {
    /// The run starts, or goes on after an interruption, behind this step.
    Start { step: usize, steps: usize },
    /// An optimiser step is done: its mean loss, and the head's learning rate.
    Step { step: usize, loss: f32, rate: f32 },
    /// The validation set has been evaluated after that many steps.
    Validation { step: usize, scores: &'a Scores },
    /// So many images of an evaluation are done.
    Image { done: usize, images: usize },
}

/// Whoever wants to know.
pub trait Observer {
    /// # Errors
    /// When it cannot be written down.
    fn observe(&mut self, progress: Progress<'_>) -> crate::Result<()>;
}
