//! Stochastic gradient descent with momentum, PyTorch's way.

use dfdx::prelude::*;

use super::{Rows, from_vec, graph::device_error};
use crate::{Error, Result};

/// g ← g + weight_decay · p; v ← momentum · v + g; p ← p − rate · v, per parameter.
///
/// Velocities belong to parameter tensors, not to places in a list: a parameter that is replaced by a new
/// tensor starts with velocity zero.
#[derive(Debug)]
pub struct Sgd<D: Device<f32>> {
    momentum: f32,
    weight_decay: f32,
    velocities: Gradients<f32, D>,
}

impl<D: Device<f32>> Sgd<D> {
    /// All velocities are zero.
    pub fn new(momentum: f32, weight_decay: f32) -> Self {
        Sgd { momentum, weight_decay, velocities: Gradients::leaky() }
    }

    /// One step for each parameter, with its learning rate. A parameter that got no gradient still decays
    /// and coasts. Parameters are changed in place when no clone of them is alive, and copied otherwise.
    ///
    /// # Errors
    /// When the device fails.
    pub fn step<'p>(
        &mut self,
        parameters: impl IntoIterator<Item = (&'p mut Rows<D>, f32)>,
        gradients: &mut Gradients<f32, D>,
    ) -> Result<()> {
        for (parameter, rate) in parameters {
            let config = SgdConfig {
                lr: f64::from(rate),
                momentum: Some(Momentum::Classic(f64::from(self.momentum))),
                weight_decay: Some(WeightDecay::L2(f64::from(self.weight_decay))),
            };
            let velocity = self.velocities.get_or_alloc_mut(parameter).map_err(device_error)?;
            let gradient = gradients.get_or_alloc_mut(parameter).map_err(device_error)?;
            config.try_update(parameter, velocity, gradient).map_err(device_error)?;
        }
        Ok(())
    }

    /// A parameter's velocity, laid out as the parameter, for a checkpoint.
    ///
    /// # Errors
    /// When the device fails.
    pub fn velocity(&mut self, parameter: &Rows<D>) -> Result<Vec<f32>> {
        self.velocities.try_alloc_for(parameter).map_err(device_error)?;
        Ok(self.velocities.get(parameter).as_vec())
    }

    /// Puts a parameter's velocity back, from a checkpoint.
    ///
    /// # Errors
    /// When the number of elements is not the parameter's, or the device fails.
    pub fn set_velocity(&mut self, parameter: &Rows<D>, velocity: Vec<f32>) -> Result<()> {
        let shape = *parameter.shape();
        let velocity = from_vec(parameter.device(), velocity, shape)
            .map_err(|error| Error::new(format!("the velocity of a parameter: {}", error.what())))?;
        // dfdx has no way to write a gradient's buffer on every device, but to make one: the gradient of
        // Σ p·v with respect to p is v.
        let product = parameter.leaky_trace().try_mul(velocity).map_err(device_error)?;
        let sum: Tensor<Rank0, f32, D, _> = product.try_sum().map_err(device_error)?;
        let mut gradients = sum.try_backward().map_err(device_error)?;
        let made = gradients.get_or_alloc_mut(parameter).map_err(device_error)?;
        self.velocities.get_or_alloc_mut(parameter).map_err(device_error)?.clone_from(made);
        Ok(())
    }
}
