//! The steps of a plan.

use std::fmt;
use std::sync::Arc;

use super::trace::Value;
use crate::Result;
use crate::grid::{KernelMap, Place, Tables, Window};
use crate::models::{Conv, Part};

/// One step: what it does, what it reads and what it makes. `W` is the weight of a convolution as the device
/// multiplies it, or its values [taps·c_in, c_out].
pub(super) struct Step<W> {
    pub work: Work<W>,
    pub inputs: Vec<Value>,
    pub output: Value,
    pub channels: usize,
    pub part: Part,
}

/// What a step computes.
pub(super) enum Work<W> {
    /// With a folded norm; the second input, if any, is the residual.
    Conv(Box<FusedConv<W>>),
    /// A norm that no convolution takes in; the second input, if any, is the residual.
    Affine(Affine),
    /// Where no convolution does it.
    Relu,
    MaxPool(Route),
    /// One row for each row.
    Gather(Route),
    Concat,
    MeanOfImages(Place),
    Resize {
        from: usize,
        to: usize,
    },
}

/// A convolution with everything that can be done where it writes its result.
pub(super) struct FusedConv<W> {
    pub conv: Conv,
    pub from: Place,
    pub to: Place,
    pub weight: W,
    pub bias: Option<Vec<f32>>,
    pub relu: bool,
}

/// scale · (x − center) + bias, per channel.
pub(super) struct Affine {
    pub name: String,
    pub center: Vec<f32>,
    pub scale: Vec<f32>,
    pub bias: Vec<f32>,
    pub relu: bool,
    /// On cells above level 0, in place of `center` and `scale`.
    pub coarse: Option<(Vec<f32>, Vec<f32>)>,
}

/// Which of a batch's tables tells where rows come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Route {
    Pool { window: Window, from: Place, to: Place },
    Merge { depth: u8 },
    ToLattice { depth: u8 },
    Keep { depth: u8 },
    Broadcast { place: Place },
}

impl Route {
    /// Where its result lies.
    pub(super) fn to(self, tables: &Tables) -> Place {
        match self {
            Route::Pool { to, .. } => to,
            Route::Merge { depth } | Route::Keep { depth } => Place::Cells { depth },
            Route::ToLattice { .. } => Place::Lattice { stride: tables.fine_stride() },
            Route::Broadcast { place } => place,
        }
    }

    /// The table.
    ///
    /// # Errors
    /// When the batch has no such place.
    pub(super) fn map(self, tables: &Tables) -> Result<Arc<KernelMap>> {
        match self {
            Route::Pool { window, from, to } => tables.window(from, to, window),
            Route::Merge { depth } => tables.merge(depth),
            Route::ToLattice { depth } => tables.to_lattice(depth),
            Route::Keep { depth } => tables.keep(depth),
            Route::Broadcast { place } => tables.broadcast(place),
        }
    }
}

impl Step<Vec<f32>> {
    /// With its weight, if it has one, made into what a device multiplies.
    pub(super) fn packed<W>(self, pack: impl FnOnce(&Conv, Vec<f32>) -> Result<W>) -> Result<Step<W>> {
        let work = match self.work {
            Work::Conv(fused) => {
                let FusedConv { conv, from, to, weight, bias, relu } = *fused;
                let weight = pack(&conv, weight)?;
                Work::Conv(Box::new(FusedConv { conv, from, to, weight, bias, relu }))
            }
            Work::Affine(affine) => Work::Affine(affine),
            Work::Relu => Work::Relu,
            Work::MaxPool(route) => Work::MaxPool(route),
            Work::Gather(route) => Work::Gather(route),
            Work::Concat => Work::Concat,
            Work::MeanOfImages(place) => Work::MeanOfImages(place),
            Work::Resize { from, to } => Work::Resize { from, to },
        };
        Ok(Step { work, inputs: self.inputs, output: self.output, channels: self.channels, part: self.part })
    }
}

impl<W> fmt::Display for Work<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Work::Conv(fused) => {
                let relu = if fused.relu { ", ReLU" } else { "" };
                let bias = if fused.bias.is_some() { ", bias" } else { "" };
                write!(f, "{}{bias}{relu}", fused.conv.name)
            }
            Work::Affine(affine) => write!(f, "{}", affine.name),
            Work::Relu => write!(f, "ReLU"),
            Work::MaxPool(_) => write!(f, "max-pool"),
            Work::Gather(Route::Keep { .. }) => write!(f, "keep top-left"),
            Work::Gather(Route::Broadcast { .. }) => write!(f, "broadcast"),
            Work::Gather(_) => write!(f, "to lattice"),
            Work::Concat => write!(f, "concatenate"),
            Work::MeanOfImages(_) => write!(f, "mean of images"),
            Work::Resize { from, to } => write!(f, "resize {from}→{to}"),
        }
    }
}
