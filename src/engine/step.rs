//! The steps of a plan.

use std::fmt;
use std::sync::Arc;

use super::trace::Value;
use crate::Result;
use crate::grid::{KernelMap, Place, Tables, Window};
use crate::kernels::conv::PackedWeight;
use crate::models::{Conv, Part};

/// One step: what it does, what it reads and what it makes.
pub(super) struct Step {
    pub work: Work,
    pub inputs: Vec<Value>,
    pub output: Value,
    pub channels: usize,
    pub part: Part,
}

/// What a step computes.
pub(super) enum Work {
    /// With a folded norm; the second input, if any, is the residual.
    Conv(Box<FusedConv>),
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
pub(super) struct FusedConv {
    pub conv: Conv,
    pub from: Place,
    pub to: Place,
    pub weight: PackedWeight,
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

impl fmt::Display for Work {
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
