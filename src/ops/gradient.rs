//! A tensor's place among the gradients of a backward pass on the CPU.

use dfdx::prelude::*;

use super::Rows;
use super::memory::Taken;

/// A buffer of dfdx's on the CPU; derefs to `Vec<f32>`.
type Buffer = <Cpu as Storage<f32>>::Vec;
type Place = dyn for<'g> Fn(&'g mut Gradients<f32, Cpu>) -> Result<&'g mut Buffer, CpuError>;

/// Finds the gradient of one tensor, and keeps none of the tensor's data alive.
pub(super) struct GradientOf(Box<Place>);

impl GradientOf {
    /// The gradient of a feature map or parameter that lies contiguous in memory.
    pub(super) fn rows(tensor: &Rows<Cpu>) -> Self {
        let ghost = tensor.ghost();
        GradientOf(Box::new(move |gradients| gradients.get_or_alloc_mut(&ghost)))
    }

    /// The gradient of a scalar.
    pub(super) fn scalar(tensor: &Tensor<Rank0, f32, Cpu>) -> Self {
        let ghost = tensor.ghost();
        GradientOf(Box::new(move |gradients| gradients.get_or_alloc_mut(&ghost)))
    }

    /// What has been gathered so far, to be added to.
    pub(super) fn sum<'g>(&self, gradients: &'g mut Gradients<f32, Cpu>) -> Result<&'g mut [f32], CpuError> {
        Ok((self.0)(gradients)?.as_mut_slice())
    }

    /// Takes the finished gradient of an operation's output out, so that it is freed with the operation: all
    /// who read the output come later on the tape and are done.
    pub(super) fn take(&self, gradients: &mut Gradients<f32, Cpu>) -> Result<Taken, CpuError> {
        Ok(std::mem::take(&mut **(self.0)(gradients)?).into())
    }
}

/// sum += parts, where the parts were summed in double precision.
pub(super) fn accumulate(parts: impl IntoIterator<Item = f64>, sum: &mut [f32]) {
    for (sum, part) in sum.iter_mut().zip(parts) {
        *sum += part as f32;
    }
}
