//! Training as an experiment file states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One training run: SGD with momentum under a polynomial schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Optimiser steps.
    pub steps: usize,
    /// Images per step.
    pub batch: usize,
    /// Learning rate of the head at the first step. 0 (with a `minimum_rate` of 0, and weights that are given) estimates the norms'
    /// running statistics anew, on the network's own cells, and changes nothing else.
    pub learning_rate: f32,
    /// Learning rate of the backbone as a multiple of the head's (the paper: 0.1).
    #[serde(default = "one")]
    pub backbone_rate: f32,
    /// Of the optimiser: v ← momentum · v + gradient (default and paper: 0.9).
    #[serde(default = "momentum")]
    pub momentum: f32,
    /// So many times a parameter is added to its gradient (default and paper: 1e-4).
    #[serde(default = "weight_decay")]
    pub weight_decay: f32,
    /// Exponent of the polynomial schedule.
    #[serde(default = "power")]
    pub power: f32,
    /// The schedule never goes below this rate.
    #[serde(default = "floor")]
    pub minimum_rate: f32,
    /// Momentum of the running statistics (PyTorch's sense: the new value's weight).
    #[serde(default = "statistics")]
    pub batch_norm_momentum: f32,
    /// Validate after every so many steps (default: only at the end).
    #[serde(default)]
    pub validate_every: Option<usize>,
}

impl Training {
    /// No step at all: for weights that are evaluated as they are.
    pub fn none() -> Self {
        Training::of_steps(0, 1, 0.0)
    }

    /// A training of so many steps and images per step, all else at its default.
    pub fn of_steps(steps: usize, batch: usize, learning_rate: f32) -> Self {
        Training {
            steps,
            batch,
            learning_rate,
            backbone_rate: one(),
            momentum: momentum(),
            weight_decay: weight_decay(),
            power: power(),
            minimum_rate: floor(),
            batch_norm_momentum: statistics(),
            validate_every: None,
        }
    }
}

fn one() -> f32 {
    1.0
}
fn momentum() -> f32 {
    0.9
}
fn weight_decay() -> f32 {
    1e-4
}
fn power() -> f32 {
    0.9
}
fn floor() -> f32 {
    1e-6
}
fn statistics() -> f32 {
    0.1
}
