//! The steps of a plan.

use std::time::Duration;

use crate::Result;
use crate::graph::{Geometry, Node, Part};
use crate::grid::{Place, Route};
use crate::ops::{Activation, Conv, Op};

/// The result of a node.
pub(super) type Value = usize;

/// Told after every step its number and how long it took.
pub type OnStep<'a> = &'a mut dyn FnMut(usize, Duration);

/// One step: what it does, what it reads and what it makes. `W` is the weight of a convolution as the device
/// multiplies it, or its values [taps·c_in, c_out].
pub(super) struct Step<W> {
    pub work: Work<W>,
    /// What it does and which layer it comes from.
    pub name: String,
    pub inputs: Vec<Value>,
    pub output: Value,
    pub channels: usize,
    /// Where the result lies.
    pub place: Place,
    pub part: Part,
    pub stage: &'static str,
    pub geometry: Geometry,
}

/// What a step computes.
pub(super) enum Work<W> {
    /// With a folded norm; the second input, if any, is the residual.
    Conv(Box<FusedConv<W>>),
    /// A norm that no convolution takes in; the second input, if any, is the residual.
    Affine(Affine),
    /// A norm over the channels of every row.
    LayerNorm(LayerNorm),
    /// Any other operation, as it is.
    Op(Op),
}

/// A convolution with everything that can be done where it writes its result.
pub(super) struct FusedConv<W> {
    pub conv: Conv,
    pub weight: W,
    pub bias: Option<Vec<f32>>,
    pub relu: bool,
    /// What follows all of it.
    pub activation: Option<Activation>,
}

/// weight · (x − mean) ÷ √(variance + ε) + bias.
pub(super) struct LayerNorm {
    pub weight: Vec<f32>,
    pub bias: Vec<f32>,
    pub eps: f32,
}

/// scale · (x − center) + bias, per channel.
pub(super) struct Affine {
    pub center: Vec<f32>,
    pub scale: Vec<f32>,
    pub bias: Vec<f32>,
    pub relu: bool,
    /// On cells above level 0, in place of `center` and `scale`.
    pub coarse: Option<(Vec<f32>, Vec<f32>)>,
}

impl<W> Step<W> {
    /// In the place of a node.
    pub(super) fn new(work: Work<W>, name: String, inputs: Vec<Value>, output: Value, node: &Node) -> Self {
        let Node { channels, place, part, stage, geometry, .. } = *node;
        Step { work, name, inputs, output, channels, place, part, stage, geometry }
    }

    /// The table of a batch that it reads through, if it is one.
    pub(super) fn route(&self) -> Option<Route> {
        match &self.work {
            Work::Conv(fused) => Some(fused.conv.reads()),
            Work::Affine(_) | Work::LayerNorm(_) => None,
            Work::Op(op) => op.route(),
        }
    }
}

impl Step<Vec<f32>> {
    /// With its weight, if it has one, made into what a device multiplies.
    pub(super) fn packed<W>(self, pack: impl FnOnce(&Conv, Vec<f32>) -> Result<W>) -> Result<Step<W>> {
        let Step { work, name, inputs, output, channels, place, part, stage, geometry } = self;
        let work = match work {
            Work::Conv(fused) => {
                let FusedConv { conv, weight, bias, relu, activation } = *fused;
                let weight = pack(&conv, weight)?;
                Work::Conv(Box::new(FusedConv { conv, weight, bias, relu, activation }))
            }
            Work::Affine(affine) => Work::Affine(affine),
            Work::LayerNorm(norm) => Work::LayerNorm(norm),
            Work::Op(op) => Work::Op(op),
        };
        Ok(Step { work, name, inputs, output, channels, place, part, stage, geometry })
    }
}
