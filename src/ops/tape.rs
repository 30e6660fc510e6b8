//! The tape of one forward pass, kept in one place instead of inside every tensor.

use dfdx::prelude::*;
use dfdx::tensor::{PutTape, SplitTape, Tape as _};

use crate::error::{Error, Kind, Result};

/// A feature map or a parameter: a matrix [rows, channels] on a device, without a tape of its own.
pub type Rows<D> = Tensor<(usize, usize), f32, D>;

/// One number on a device: a loss.
pub type Scalar<D> = Tensor<Rank0, f32, D>;

/// What a backward pass finds.
pub type Gradients<D> = dfdx::prelude::Gradients<f32, D>;

/// Rows and channels of a matrix.
pub fn shape<D: Device<f32>>(rows: &Rows<D>) -> (usize, usize) {
    *rows.shape()
}

/// The number itself.
pub fn value<D: Device<f32>>(scalar: &Scalar<D>) -> f32 {
    // A scalar has one element.
    scalar.as_vec()[0]
}

/// The gradient of a leaf, row-major; zeros where nothing depends on it.
///
/// # Errors
/// When the device fails.
pub fn gradient<D: Device<f32>>(gradients: &mut Gradients<D>, of: &Rows<D>) -> Result<Vec<f32>> {
    gradients.try_alloc_for(of).map_err(device_error)?;
    Ok(gradients.get(of).as_vec())
}

/// Records backward operations while training; forgets them at once in inference, so that a feature map
/// lives no longer than its last use.
#[derive(Debug)]
pub struct Tape<D: Device<f32>> {
    tape: Option<OwnedTape<f32, D>>,
}

impl<D: Device<f32>> Tape<D> {
    /// Records everything, for one [`Tape::backward`].
    pub fn training() -> Self {
        Tape { tape: Some(OwnedTape::default()) }
    }

    /// Records nothing.
    pub fn inference() -> Self {
        Tape { tape: None }
    }

    /// Is a backward pass to come?
    pub fn is_training(&self) -> bool {
        self.tape.is_some()
    }

    /// Adds a backward operation; dropped at once in inference.
    pub fn record<F>(&mut self, backward: F)
    where
        F: 'static + FnOnce(&mut Gradients<D>) -> std::result::Result<(), D::Err>,
    {
        if let Some(tape) = &mut self.tape {
            tape.add_backward_op(backward);
        }
    }

    /// Runs operations of dfdx's own under this tape: `run` gets the tape to put into its inputs
    /// and returns a tensor that carries it.
    ///
    /// # Errors
    /// When `run` fails, which is reported as a failure of the device.
    pub fn with_dfdx<S, F>(&mut self, run: F) -> Result<Tensor<S, f32, D>>
    where
        S: Shape,
        F: FnOnce(OwnedTape<f32, D>) -> std::result::Result<Tensor<S, f32, D, OwnedTape<f32, D>>, D::Err>,
    {
        let tape = self.tape.take();
        let recording = tape.is_some();
        let (tensor, tape) = run(tape.unwrap_or_default()).map_err(device_error)?.split_tape();
        if recording {
            self.tape = Some(tape);
        }
        Ok(tensor)
    }

    /// The same feature map, laid out row-major without gaps: itself, unless dfdx made it a permuted or
    /// broadcast view.
    ///
    /// # Errors
    /// When the device fails.
    pub fn contiguous(&mut self, x: &Rows<D>) -> Result<Rows<D>> {
        self.with_dfdx(|tape| x.clone().put_tape(tape).try_contiguous())
    }

    /// The sum of two losses.
    ///
    /// # Errors
    /// When the device fails.
    pub fn sum(&mut self, a: Scalar<D>, b: Scalar<D>) -> Result<Scalar<D>> {
        self.with_dfdx(|tape| a.put_tape(tape).try_add(b))
    }

    /// weight · (mean(x) − target)².
    ///
    /// # Errors
    /// When the device fails.
    pub fn squared_distance(&mut self, x: &Rows<D>, target: f32, weight: f32) -> Result<Scalar<D>> {
        let x = x.clone();
        self.with_dfdx(|tape| {
            let mean: Tensor<Rank0, f32, D, _> = x.put_tape(tape).try_mean()?;
            mean.try_sub(target)?.try_square()?.try_mul(weight)
        })
    }

    /// The gradients of a scalar with respect to everything recorded.
    ///
    /// # Errors
    /// When the tape was not training, or the device fails.
    pub fn backward(&mut self, loss: Tensor<Rank0, f32, D>) -> Result<Gradients<D>> {
        let tape =
            self.tape.take().ok_or_else(|| Error::new("nothing was recorded: the tape is in inference"))?;
        loss.put_tape(tape).try_backward().map_err(device_error)
    }
}

/// An error of a dfdx device as one of ours.
pub fn device_error(error: impl std::fmt::Display) -> Error {
    let cause = error.to_string();
    // dfdx hands on the driver's words only.
    let kind = if cause.contains("OUT_OF_MEMORY") { Kind::OutOfMemory } else { Kind::Other };
    Error::new(format!("the device failed: {cause}"))
        .help("a smaller batch or crop needs less memory")
        .of_kind(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::random;

    #[test]
    fn inference_has_no_gradients_to_give() {
        let mut tape = Tape::<Cpu>::inference();
        let loss = tape.with_dfdx(|tape| random(1, (2, 3)).put_tape(tape).try_sum()).unwrap();
        let error = tape.backward(loss).unwrap_err();
        assert_eq!(error.what(), "nothing was recorded: the tape is in inference");
    }

    #[test]
    fn inference_drops_what_is_recorded_at_once() {
        let kept = std::rc::Rc::new(());
        let held = kept.clone();
        Tape::<Cpu>::inference().record(move |_| {
            drop(held);
            Ok(())
        });
        assert_eq!(std::rc::Rc::strong_count(&kept), 1);
    }
}
