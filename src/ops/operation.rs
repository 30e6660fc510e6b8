//! What an operation is: it says what it is called, what it trains and what it costs, and runs in three ways: on this
//! crate's kernels with gradients ([`FastOp`]), on dfdx's own operations ([`StockOp`]), and in a plan of the engine, on
//! the CPU or a GPU ([`Operation::infer`], [`Operation::launches`]).

use super::gpu::DeviceStep;
use super::site::{Cpu, Site};
use super::{Device, Rows};
use crate::cuda::Launch;
use crate::grid::{Place, Route, RowCount, Tables};
use crate::{Error, Result};

/// What every operation says of itself, and how a plan runs it.
///
/// An operation is a value: the sizes and places of one layer. Its name in the state dict, its parameters and the
/// geometry of a batch lie outside of it.
pub trait Operation: std::fmt::Debug {
    /// What it does, for people: the name of a layer without parameters.
    fn label(&self) -> String;

    /// A few words more, for a table of layers: `3×3 64→128`.
    fn details(&self, extent: &Extent) -> String {
        format!("{} channels", extent.c_out)
    }

    /// Its trained tensors, in the order in which [`Site::parameters`] has them.
    fn parameters(&self) -> Vec<ParameterSpec> {
        Vec::new()
    }

    /// Channels of the running statistics that it keeps, if it does.
    fn statistics(&self) -> Option<usize> {
        None
    }

    /// Channels of its result, from those of its inputs.
    fn channels(&self, inputs: &[usize]) -> usize {
        inputs[0]
    }

    /// Where its result lies, when its first input lies at a place, in a network of a fine stride.
    fn place(&self, input: Place, _fine_stride: usize) -> Place {
        input
    }

    /// What it costs.
    ///
    /// # Errors
    /// When the rows do not have a place that it needs.
    fn count(&self, _extent: &Extent, _rows: &dyn RowCount) -> Result<Count> {
        Ok(Count::default())
    }

    /// The table of a batch that it reads through, if it is one.
    fn route(&self) -> Option<Route> {
        None
    }

    /// Is its result the input itself, row by row, on these rows?
    ///
    /// # Errors
    /// When the rows do not have a place that it needs.
    fn changes_nothing(&self, _rows: &dyn RowCount) -> Result<bool> {
        Ok(false)
    }

    /// Does it hand its input on outside of training?
    fn is_for_training(&self) -> bool {
        false
    }

    /// One step of a plan on the CPU: writes the result, row-major, over what was in `y`.
    ///
    /// # Errors
    /// When it is no step of a plan by itself, or the batch has no such table.
    fn infer(&self, _at: &Inputs<'_>, _y: &mut [f32]) -> Result<()> {
        Err(Error::new(format!("{} is no step of a plan", self.label())))
    }

    /// The same on a GPU.
    ///
    /// # Errors
    /// When there is no kernel for it, or the batch has no such table.
    fn launches(&self, _at: &mut DeviceStep<'_>) -> Result<Vec<Launch>> {
        Err(Error::new(format!("{} does not run on a GPU yet", self.label())).help("use `--device cpu`"))
    }
}

/// An operation on dfdx's CPU device, with a backward pass of its own on this crate's kernels.
pub trait FastOp: Operation {
    /// The result, recorded on the site's tape when that is training.
    ///
    /// # Errors
    /// When shapes do not fit, or the batch has no such table.
    fn fast(&self, site: &mut Site<'_, Cpu>, inputs: &[&Rows<Cpu>]) -> Result<Rows<Cpu>>;
}

/// The same made of dfdx's own operations, on any device of dfdx.
pub trait StockOp: Operation {
    /// As [`FastOp::fast`].
    ///
    /// # Errors
    /// As [`FastOp::fast`], and when the device fails.
    fn stock<D: Device>(&self, site: &mut Site<'_, D>, inputs: &[&Rows<D>]) -> Result<Rows<D>>;
}

/// A trained tensor of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterSpec {
    /// Behind the layer's name: `weight`.
    pub suffix: &'static str,
    /// PyTorch's shape: [c_out, c_in, k, k], or [channels].
    pub shape: Vec<usize>,
    /// How its first values are drawn.
    pub initial: Initial,
}

impl ParameterSpec {
    /// One number for each channel.
    pub fn per_channel(suffix: &'static str, channels: usize, initial: Initial) -> Self {
        ParameterSpec { suffix, shape: vec![channels], initial }
    }

    /// Elements.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// What a trained tensor begins as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Initial {
    /// Normal with variance 2 / fan; which fan depends on the part of the network.
    He {
        /// Products that each output is the sum of: taps · c_in, of its group.
        fan_in: usize,
        /// Products that each input goes into: taps · c_out, of its group.
        fan_out: usize,
    },
    /// Uniform within ±bound.
    Uniform {
        /// The largest value that can be drawn; the smallest is its negative.
        bound: f64,
    },
    /// The same number everywhere.
    Constant(f32),
}

/// The sizes of one layer on a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Rows of the first input.
    pub rows_in: f64,
    /// Rows that are computed and kept.
    pub rows_out: f64,
    /// Channels of the first input.
    pub c_in: usize,
    /// Channels of the result.
    pub c_out: usize,
}

/// What a layer costs, in the two conventions of METHOD section 8.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Count {
    /// Multiply–accumulates that are really executed, taps outside the image included.
    pub macs: f64,
    /// Additions of means over rows, which are no multiply–accumulates; the paper's networks have none.
    pub additions: f64,
    /// The paper's "multiply-adds", on the rows for which the authors run the layer.
    pub ptflops: f64,
}

/// What a step of a plan reads.
pub struct Inputs<'a> {
    /// The geometry of the batch.
    pub tables: &'a Tables,
    /// Row-major.
    pub inputs: &'a [&'a [f32]],
    /// Channels of the result.
    pub channels: usize,
}
