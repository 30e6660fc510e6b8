//! Stochastic gradient descent with momentum, PyTorch's way.

use dfdx::prelude::*;

use super::{Rows, from_vec, tape::device_error};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::rows;
    use crate::ops::{Tape, to_vec};

    /// The gradients of Σ slope · parameter.
    fn gradients(parameter: &Rows<Cpu>, slope: f32) -> Gradients<f32, Cpu> {
        let mut tape = Tape::training();
        let sum = |tape| parameter.clone().put_tape(tape).try_mul(slope)?.try_sum();
        let loss = tape.with_dfdx(sum).unwrap();
        tape.backward(loss).unwrap()
    }

    #[test]
    fn steps_follow_pytorch() {
        // By hand, torch.optim.SGD(lr=0.1, momentum=0.9, weight_decay=0.01), gradient 2, from p = 1:
        // v = 2.01, p = 0.799; then v = 0.9 · 2.01 + 2 + 0.01 · 0.799 = 3.81699, p = 0.417301.
        let mut parameter = rows((1, 1), vec![1.0]);
        let mut sgd = Sgd::new(0.9, 0.01);
        for expected in [0.799, 0.417_301] {
            let mut gradients = gradients(&parameter, 2.0);
            sgd.step([(&mut parameter, 0.1)], &mut gradients).unwrap();
            assert!((to_vec(&parameter)[0] - expected).abs() < 1e-6);
        }
        assert!((sgd.velocity(&parameter).unwrap()[0] - 3.816_99).abs() < 1e-6);
    }

    #[test]
    fn each_parameter_has_its_own_rate() {
        let (mut slow, mut fast) = (rows((1, 2), vec![1.0, 1.0]), rows((1, 2), vec![1.0, 1.0]));
        let mut all = gradients(&slow, 1.0);
        all.get_or_alloc_mut(&fast).unwrap().fill(1.0);
        Sgd::new(0.9, 0.0).step([(&mut slow, 0.01), (&mut fast, 0.5)], &mut all).unwrap();
        assert_eq!((to_vec(&slow), to_vec(&fast)), (vec![0.99, 0.99], vec![0.5, 0.5]));
    }

    #[test]
    fn a_run_goes_on_from_saved_velocities_as_if_never_interrupted() {
        let mut parameter = rows((2, 2), vec![1.0, -2.0, 3.0, -4.0]);
        let mut sgd = Sgd::new(0.9, 0.1);
        let mut before = gradients(&parameter, 2.0);
        sgd.step([(&mut parameter, 0.1)], &mut before).unwrap();

        let mut restored = rows((2, 2), to_vec(&parameter));
        let mut after = Sgd::new(0.9, 0.1);
        after.set_velocity(&restored, sgd.velocity(&parameter).unwrap()).unwrap();
        assert_eq!(after.velocity(&restored).unwrap(), sgd.velocity(&parameter).unwrap());
        let mut gradients_of_both = [gradients(&parameter, -1.0), gradients(&restored, -1.0)];
        sgd.step([(&mut parameter, 0.1)], &mut gradients_of_both[0]).unwrap();
        after.step([(&mut restored, 0.1)], &mut gradients_of_both[1]).unwrap();
        assert_eq!(to_vec(&restored), to_vec(&parameter));
    }

    #[test]
    fn a_parameter_without_a_gradient_decays() {
        let mut parameter = rows((1, 1), vec![1.0]);
        Sgd::new(0.9, 0.5).step([(&mut parameter, 0.1)], &mut Gradients::leaky()).unwrap();
        assert_eq!(to_vec(&parameter), [0.95]);
    }

    #[test]
    fn a_velocity_of_another_size_is_refused() {
        let error = Sgd::new(0.9, 0.5).set_velocity(&rows((1, 2), vec![0.0; 2]), vec![0.0; 3]).unwrap_err();
        assert_eq!(error.to_string(), "the velocity of a parameter: 3 elements do not fill [1, 2]");
    }
}
