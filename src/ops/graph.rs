//! The tape of one forward pass, kept in one place instead of inside every tensor.

use dfdx::prelude::*;
use dfdx::tensor::{PutTape, SplitTape};

use crate::{Error, Result};

/// A feature map or a parameter: a matrix [rows, channels] on a dfdx device, without a tape of its own.
pub type Rows<D> = Tensor<(usize, usize), f32, D>;

/// Records backward operations while training; forgets them at once in inference, so that a feature map
/// lives no longer than its last use.
#[derive(Debug)]
pub struct Graph<D: Device<f32>> {
    tape: Option<OwnedTape<f32, D>>,
}

impl<D: Device<f32>> Graph<D> {
    /// Records everything, for one [`Graph::backward`].
    pub fn training() -> Self {
        Graph { tape: Some(OwnedTape::default()) }
    }

    /// Records nothing.
    pub fn inference() -> Self {
        Graph { tape: None }
    }

    /// Is a backward pass to come?
    pub fn is_training(&self) -> bool {
        self.tape.is_some()
    }

    /// Adds a backward operation; dropped at once in inference.
    pub fn record<F>(&mut self, backward: F)
    where
        F: 'static + FnOnce(&mut Gradients<f32, D>) -> std::result::Result<(), D::Err>,
    {
        if let Some(tape) = &mut self.tape {
            tape.add_backward_op(backward);
        }
    }

    /// Runs operations of dfdx's own under this graph's tape: `run` gets the tape to put into its inputs
    /// and returns a tensor that carries it.
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

    /// The gradients of a scalar with respect to everything recorded.
    ///
    /// # Errors
    /// When the graph was not training, or the device fails.
    pub fn backward(&mut self, loss: Tensor<Rank0, f32, D>) -> Result<Gradients<f32, D>> {
        let tape =
            self.tape.take().ok_or_else(|| Error::new("nothing was recorded: the graph is in inference"))?;
        loss.put_tape(tape).try_backward().map_err(device_error)
    }
}

/// An error of a dfdx device as one of ours.
pub fn device_error(error: impl std::fmt::Display) -> Error {
    Error::new(format!("the device failed: {error}")).help("a smaller batch or crop needs less memory")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::random;

    #[test]
    fn inference_has_no_gradients_to_give() {
        let mut graph = Graph::<Cpu>::inference();
        let loss = graph.with_dfdx(|tape| random(1, (2, 3)).put_tape(tape).try_sum()).unwrap();
        let error = graph.backward(loss).unwrap_err();
        assert_eq!(error.what(), "nothing was recorded: the graph is in inference");
    }

    #[test]
    fn inference_drops_what_is_recorded_at_once() {
        let kept = std::rc::Rc::new(());
        let held = kept.clone();
        Graph::<Cpu>::inference().record(move |_| {
            drop(held);
            Ok(())
        });
        assert_eq!(std::rc::Rc::strong_count(&kept), 1);
    }
}
