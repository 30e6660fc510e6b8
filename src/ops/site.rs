//! Where an operation runs while a graph is walked: the tape, the geometry and what belongs to its layer.

use super::{BatchStatistics, Device, Rows, Tape};
use crate::grid::{Place, Tables};
use crate::{Error, Result};

pub use dfdx::prelude::Cpu;

/// What a forward pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Records a tape, normalises by the batch, drops out with draws from this seed.
    Training {
        /// What a draw depends on beside the element's position.
        dropout_seed: u64,
    },
    /// Records nothing, normalises by the running statistics.
    Evaluation,
}

/// One layer of a forward pass.
pub struct Site<'a, D: Device> {
    /// Where backward operations are recorded; while evaluating it records nothing.
    pub tape: &'a mut Tape<D>,
    /// The geometry of the batch.
    pub tables: &'a Tables,
    /// Where the layer's result lies.
    pub place: Place,
    /// What the pass is for.
    pub mode: Mode,
    /// As [`Operation::parameters`](super::Operation::parameters) lists them: convolutions as [k²·c_in, c_out], vectors
    /// as [1, channels].
    pub parameters: &'a [&'a Rows<D>],
    /// Running statistics of a norm.
    pub running: Option<Running<'a>>,
    /// Is the input the batch's images? They need no gradient: nothing before them learns.
    pub reads_images: bool,
    /// Gumbel noise by draw, [boxes, 2] each.
    pub noise: &'a [Vec<f32>],
    /// What a norm finds in the batch while training.
    pub found: Option<BatchStatistics>,
}

/// The running statistics of a norm.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    /// Of all cells, or of its fine branch where it keeps them apart: for cells of level 0.
    pub own: &'a BatchStatistics,
    /// Of its coarse branch, where it keeps them apart: for cells above level 0.
    pub coarse: Option<&'a BatchStatistics>,
}

impl<'a, D: Device> Site<'a, D> {
    /// The trained tensor of a number.
    ///
    /// # Errors
    /// When the layer was given fewer.
    pub fn parameter(&self, number: usize) -> Result<&'a Rows<D>> {
        let none = || Error::new(format!("a layer lacks its parameter {number}"));
        self.parameters.get(number).copied().ok_or_else(none)
    }

    /// The running statistics of a norm.
    ///
    /// # Errors
    /// When the layer was given none.
    pub fn running(&self) -> Result<Running<'a>> {
        self.running.ok_or_else(|| Error::new("a norm lacks its running statistics"))
    }
}
