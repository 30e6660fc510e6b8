//! A network with its parameters, ready to predict.

use std::path::Path;

use super::checkpoint::{self, Saved, VELOCITY};
use crate::Result;
use crate::executor::{Array, Loaded, Parameters, Portion};
use crate::models::Model;
use crate::ops::RowOps;

/// A network, the values of its parameters, and the operations that it computes with. Training changes the values; a
/// [`Predictor`](super::Predictor) uses them.
pub struct Network<O: RowOps> {
    ops: O,
    model: Model,
    parameters: Parameters<O::Device>,
}

impl<O: RowOps> Network<O> {
    /// With parameters drawn from `seed`.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn new(ops: O, model: Model, seed: u64) -> Result<Self> {
        let parameters = model.initial(&ops, seed)?;
        Ok(Network { ops, model, parameters })
    }

    /// The operations that it computes with.
    pub fn ops(&self) -> &O {
        &self.ops
    }

    /// Its architecture.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The present weights.
    pub fn parameters(&self) -> &Parameters<O::Device> {
        &self.parameters
    }

    /// The present weights, to be changed.
    pub fn parameters_mut(&mut self) -> &mut Parameters<O::Device> {
        &mut self.parameters
    }

    /// Takes stored values, in place of drawn ones, in a part of the network.
    ///
    /// # Errors
    /// When a value of that part is missing or has another shape.
    pub fn start_from(&mut self, state: &[Array], portion: Portion) -> Result<Loaded> {
        let mut loaded = self.parameters.load_portion(&self.ops, state, portion)?;
        // A checkpoint of this program holds the optimiser's state as well, which no network takes.
        loaded.extra.retain(|name| !name.starts_with(VELOCITY));
        Ok(loaded)
    }

    /// Takes all values of a checkpoint; returns what else is in it.
    ///
    /// # Errors
    /// When the file is missing, broken, or of another network.
    pub fn load(&mut self, path: &Path) -> Result<Saved> {
        let saved = checkpoint::load(path)?;
        self.take(&saved).map_err(|error| error.or_at(path.display()))?;
        Ok(saved)
    }

    /// Takes all values of a checkpoint that has been read.
    ///
    /// # Errors
    /// When it is of another network.
    pub fn take(&mut self, saved: &Saved) -> Result<()> {
        self.parameters.load(&self.ops, &saved.arrays)
    }
}
