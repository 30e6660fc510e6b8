//! A network with its parameters and optimiser: one training step, one evaluation.

use std::path::Path;

use super::settings::Training;
use super::{divergence, loss};
use crate::batch::Batch;
use crate::evaluate::Network;
use crate::evaluate::checkpoint::{self, Saved, TrainingProgress, VELOCITY};
use crate::executor::{Array, Executor};
use crate::graph::Part;
use crate::models::Model;
use crate::ops::{self, Mode, RowOps, Sgd};
use crate::random::mix;
use crate::{Error, Result};

/// Everything that training changes, and what it needs to change it.
pub struct Learner<O: RowOps> {
    network: Network<O>,
    training: Training,
    seed: u64,
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
        let network = Network::new(ops, model, seed)?;
        let sgd = Sgd::new(training.momentum, training.weight_decay);
        Ok(Learner { network, training, seed, sgd, step: 0, final_losses: Vec::new() })
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

    /// The network with its present weights.
    pub fn network(&self) -> &Network<O> {
        &self.network
    }

    /// The network, to start from other weights than the drawn ones.
    pub fn network_mut(&mut self) -> &mut Network<O> {
        &mut self.network
    }

    /// One optimiser step; returns the mean loss over what is labelled, with that of a learned mask's share.
    ///
    /// # Errors
    /// When the loss, a gradient or what comes of it is no number ([`Kind::Diverged`](crate::error::Kind)), or the device fails.
    pub fn train(&mut self, batch: &Batch) -> Result<f32> {
        let network = &self.network;
        let dropout_seed = mix(self.seed, self.step as u64);
        let mode = Mode::Training { dropout_seed };
        let executor = Executor::new(network.ops(), network.parameters(), mode);
        let (mut pass, loss) =
            loss::of_batch(network.model(), network.ops(), &executor, batch, (self.seed, self.step))?;
        let value = ops::value(&loss);
        if !value.is_finite() {
            return Err(self.diverged(&format!("its loss is {value}{}", self.first_not_finite(batch))));
        }
        let mut gradients = pass.tape.backward(loss)?;
        let rate = self.training.rate(self.step);
        let backbone = rate * self.training.backbone_rate;
        let of_mask = network.model().learned().filter(|mask| !mask.frozen).map(|mask| rate * mask.rate);
        let parameters = self.network.parameters_mut();
        let updates = parameters.list_mut().iter_mut().filter_map(|parameter| {
            let rate = match parameter.part {
                Part::Backbone => backbone,
                Part::Mask => of_mask?,
                Part::Head => rate,
            };
            Some((&mut parameter.tensor, rate))
        });
        self.sgd.step(updates, &mut gradients)?;
        parameters.update_running(&pass.statistics, self.training.batch_norm_momentum)?;
        // A gradient that is no number leaves none in its parameter: one look at the parameters sees both.
        if let Some(what) =
            divergence::of_update(self.network.ops(), self.network.parameters(), &mut gradients)?
        {
            return Err(self.diverged(&what));
        }
        self.step += 1;
        if self.step > self.training.steps - self.training.steps.div_ceil(LAST) {
            self.final_losses.push(f64::from(value));
        }
        Ok(value)
    }

    /// What is wrong with the step at hand.
    fn diverged(&self, what: &str) -> Error {
        divergence::error(self.step + 1, what)
    }

    /// The layer at which a forward pass of a batch first gives what is no number, for a message.
    fn first_not_finite(&self, batch: &Batch) -> String {
        let network = &self.network;
        let mode = Mode::Training { dropout_seed: mix(self.seed, self.step as u64) };
        let executor = Executor::new(network.ops(), network.parameters(), mode).finite_only();
        let again = loss::of_batch(network.model(), network.ops(), &executor, batch, (self.seed, self.step));
        again.err().map_or(String::new(), |first| format!("; {}", first.what()))
    }

    /// Writes parameters, running statistics, velocities and how far the training is, atomically. The step and the losses are
    /// the learner's own, whatever `progress` says of them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&mut self, path: &Path, progress: &TrainingProgress) -> Result<()> {
        let network = &self.network;
        let mut arrays = network.parameters().state(network.ops());
        for parameter in self.network.parameters().list() {
            let values = self.sgd.velocity(&parameter.tensor)?;
            let name = format!("{VELOCITY}{}", parameter.name);
            arrays.push(Array::from_rows(name, parameter.shape.clone(), &values));
        }
        let (step, final_losses) = (self.step, self.final_losses.clone());
        let progress = TrainingProgress { step, final_losses, ..progress.clone() };
        checkpoint::save(path, &Saved { arrays, progress })
    }

    /// Takes everything from a file that [`Learner::save`] wrote; returns how far it is.
    ///
    /// # Errors
    /// When the file is missing, broken, or of another network.
    pub fn load(&mut self, path: &Path) -> Result<TrainingProgress> {
        self.take(checkpoint::load(path)?).map_err(|error| error.or_at(path.display()))
    }

    /// Takes everything from a checkpoint; returns how far it is.
    ///
    /// # Errors
    /// When it is of another network.
    pub fn take(&mut self, saved: Saved) -> Result<TrainingProgress> {
        self.network.take(&saved)?;
        for parameter in self.network.parameters().list() {
            let name = format!("{VELOCITY}{}", parameter.name);
            if let Some(array) = saved.arrays.iter().find(|array| array.name == name) {
                self.sgd.set_velocity(&parameter.tensor, array.to_rows())?;
            }
        }
        self.step = saved.progress.step;
        self.final_losses.clone_from(&saved.progress.final_losses);
        Ok(saved.progress)
    }
}

/// The final loss is the mean over so great a part of the steps.
const LAST: usize = 10;
