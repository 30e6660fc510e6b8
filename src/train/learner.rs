//! A network with its parameters and optimiser: one training step, one evaluation.

use std::path::Path;

use super::batch::Batch;
use super::checkpoint::{self, Progress, Saved};
use super::config::Training;
use super::loss;
use crate::executor::{Array, Executor, Loaded, Parameters, Portion};
use crate::graph::Part;
use crate::models::Model;
use crate::ops::{self, Mode, RowOps, Sgd};
use crate::random::mix;
use crate::{Error, Result};

/// Everything that training changes, and what it needs to change it.
pub struct Learner<O: RowOps> {
    ops: O,
    model: Model,
    training: Training,
    seed: u64,
    parameters: Parameters<O::Device>,
    sgd: Sgd<O::Device>,
    step: usize,
    /// Losses of the steps so far that count for the final loss.
    final_losses: Vec<f64>,
}

impl<O: RowOps> Learner<O> {
    /// A fresh network; everything is drawn from `seed`.
    ///
    /// # Errors
    /// When the device has no memory.
    pub fn new(ops: O, model: Model, training: Training, seed: u64) -> Result<Self> {
        let parameters = model.initial(&ops, seed)?;
        let sgd = Sgd::new(training.momentum, training.weight_decay);
        Ok(Learner { ops, model, training, seed, parameters, sgd, step: 0, final_losses: Vec::new() })
    }

    /// Optimiser steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// Mean loss over the last tenth of the training; `None` before that and without any.
    pub fn final_loss(&self) -> Option<f64> {
        let losses = &self.final_losses;
        (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / losses.len() as f64)
    }

    /// The network.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// One optimiser step; returns the mean loss over what is labelled, with that of a learned mask's share.
    ///
    /// # Errors
    /// When the loss is no number, or the device fails.
    pub fn train(&mut self, batch: &Batch) -> Result<f32> {
        let dropout_seed = mix(self.seed, self.step as u64);
        let mode = Mode::Training { dropout_seed };
        let executor = Executor::new(&self.ops, &self.parameters, mode);
        let (mut pass, loss) =
            loss::of_batch(&self.model, &self.ops, &executor, batch, (self.seed, self.step))?;
        let value = ops::value(&loss);
        if !value.is_finite() {
            return Err(Error::new(format!("the loss of step {} is {value}", self.step + 1))
                .help("a smaller learning_rate usually helps; check the images' normalisation too"));
        }
        let mut gradients = pass.tape.backward(loss)?;
        let rate = self.training.rate(self.step);
        let backbone = rate * self.training.backbone_rate;
        let of_mask = self.model.learned().filter(|mask| !mask.frozen).map(|mask| rate * mask.rate);
        let updates = self.parameters.list_mut().iter_mut().filter_map(|parameter| {
            let rate = match parameter.part {
                Part::Backbone => backbone,
                Part::Mask => of_mask?,
                Part::Head => rate,
            };
            Some((&mut parameter.tensor, rate))
        });
        self.sgd.step(updates, &mut gradients)?;
        self.parameters.update_running(&pass.statistics, self.training.batch_norm_momentum)?;
        self.step += 1;
        if self.step > self.training.steps - self.training.steps.div_ceil(LAST) {
            self.final_losses.push(f64::from(value));
        }
        Ok(value)
    }

    /// The operations that it computes with.
    pub fn ops(&self) -> &O {
        &self.ops
    }

    /// The present weights.
    pub fn parameters(&self) -> &Parameters<O::Device> {
        &self.parameters
    }

    /// Starts from stored values, in place of drawn ones, in a part of the network.
    ///
    /// # Errors
    /// When a value of that part is missing or has another shape.
    pub fn start_from(&mut self, state: &[Array], portion: Portion) -> Result<Loaded> {
        let mut loaded = self.parameters.load_portion(&self.ops, state, portion)?;
        // A checkpoint of this program holds the optimiser's state as well, which a new training does not take.
        loaded.extra.retain(|name| !name.starts_with(VELOCITY));
        Ok(loaded)
    }

    /// Writes parameters, running statistics, velocities and the step, atomically.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&mut self, path: &Path, best: Option<f64>) -> Result<()> {
        let mut arrays = self.parameters.state(&self.ops);
        for parameter in self.parameters.list() {
            let values = self.sgd.velocity(&parameter.tensor)?;
            let name = format!("{VELOCITY}{}", parameter.name);
            arrays.push(Array::from_rows(name, parameter.shape.clone(), &values));
        }
        let progress = Progress { step: self.step, best, final_losses: self.final_losses.clone() };
        checkpoint::save(path, &Saved { arrays, progress })
    }

    /// Takes everything from a file that [`Learner::save`] wrote; returns the best score so far.
    ///
    /// # Errors
    /// When the file is missing, broken, or of another network.
    pub fn load(&mut self, path: &Path) -> Result<Option<f64>> {
        let saved = checkpoint::load(path)?;
        let read = |error: Error| error.or_at(path.display());
        self.parameters.load(&self.ops, &saved.arrays).map_err(read)?;
        for parameter in self.parameters.list() {
            let name = format!("{VELOCITY}{}", parameter.name);
            if let Some(array) = saved.arrays.iter().find(|array| array.name == name) {
                self.sgd.set_velocity(&parameter.tensor, array.to_rows())?;
            }
        }
        let Progress { step, best, final_losses } = saved.progress;
        self.step = step;
        self.final_losses = final_losses;
        Ok(best)
    }
}

/// The final loss is the mean over so great a part of the steps.
const LAST: usize = 10;

/// Velocities are stored under the parameter's name with this before it.
const VELOCITY: &str = "velocity.";
