//! Operations on rows, with gradients. A feature map is a matrix [rows, channels], one row per cell; where the rows lie
//! is given by tables from `grid`. Knows kernels and grid, nothing above; the only room that names dfdx.
//!
//! An operation is a folder: `mod.rs` says what it is and costs and how a plan runs it ([`Operation`]), `fast.rs` runs it
//! on this crate's CPU kernels ([`FastOp`]), `stock.rs` on dfdx's own operations ([`StockOp`]), and `tests.rs` holds both
//! against each other and against differences, which is how a device is checked. All of them stand in the list below.

mod activate;
mod add;
mod batch_norm;
mod check;
mod concat;
mod conv;
mod cross_entropy;
mod dropout;
mod fast;
mod gather;
mod gpu;
mod gradient;
mod gumbel;
mod layer_norm;
mod layer_scale;
mod list;
mod max_pool;
mod mean_of_grid;
mod mean_pool;
mod memory;
mod mix;
mod operation;
mod pool_images;
mod relu;
mod resize;
mod scale_images;
mod sgd;
mod site;
mod source;
mod stock;
mod tape;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod view;

pub use activate::{Activate, Activation};
pub use add::Add;
pub use batch_norm::{BatchNorm, BatchStatistics};
pub use concat::Concat;
pub use conv::{Conv, Pitch};
pub use dropout::Dropout;
pub use fast::Fast;
pub use gather::Gather;
pub use gpu::{DeviceStep, Map};
pub use gumbel::Choose;
pub use layer_norm::LayerNorm;
pub use layer_scale::LayerScale;
pub use max_pool::MaxPool;
pub use mean_of_grid::MeanOfGrid;
pub use mean_pool::MeanPool;
pub use mix::Mix;
pub use operation::{Count, Extent, FastOp, Initial, Inputs, Operation, ParameterSpec, StockOp};
pub use pool_images::MeanOfImages;
pub use relu::Relu;
pub use resize::Resize;
pub use scale_images::ScaleImages;
pub use sgd::Sgd;
pub use site::{Cpu, Mode, Running, Site};
pub use source::Source;
pub use stock::Stock;
pub use tape::{Gradients, Rows, Scalar, Tape, gradient, shape, value};
pub use view::{from_vec, to_vec};

use crate::Result;
use crate::kernels::rows::finite::all_finite;

// A new operation is a folder beside this file and its lines in it.
list::operations! {
    /// The normalised image, the network's only input.
    Source,
    /// A convolution through a kernel map, dense or in groups; 1×1 is a linear layer on rows.
    Conv,
    /// A norm over all rows, with the residual and the ReLU that may follow.
    BatchNorm,
    /// max(x, 0).
    Relu,
    /// Another function that every number goes through.
    Activate,
    /// A norm over the channels of every row.
    LayerNorm,
    /// Every channel times a trained factor, and the residual that may follow.
    LayerScale,
    /// Every row times the factors of its image.
    ScaleImages,
    /// Two maps added.
    Add,
    /// The largest of several rows, channel by channel.
    MaxPool,
    /// The mean of several rows, channel by channel.
    MeanPool,
    /// One row for each row.
    Gather,
    /// Channels side by side.
    Concat,
    /// Elements set to 0 at random, in training only.
    Dropout,
    /// One row per image: the mean over its cells, weighted by their areas.
    MeanOfImages,
    /// One row per image: the means of its parts.
    MeanOfGrid,
    /// Bilinear, from one regular lattice to another.
    Resize,
    /// The choice of a learned mask.
    Choose,
    /// Two branches mixed by a choice.
    Mix,
}

/// A device of dfdx's that computes in float32.
pub trait Device: dfdx::prelude::Device<f32> {}

impl<D: dfdx::prelude::Device<f32>> Device for D {}

/// One implementation of all operations, on one device.
///
/// Shapes that do not fit are mistakes of the caller in this crate; they are reported as errors that name
/// the operation and both shapes.
pub trait RowOps {
    /// The device of dfdx's that holds its tensors.
    type Device: Device;

    /// The device on which this crate's inference engine computes the same, only faster; `None` where it does not.
    fn engine_device(&self) -> Option<crate::device::Device> {
        None
    }

    /// The device on which tensors live.
    fn device(&self) -> &Self::Device;

    /// A matrix from its values, row-major.
    ///
    /// # Errors
    /// When there are not rows × channels values, or the device has no memory.
    fn rows_from(&self, values: Vec<f32>, rows: usize, channels: usize) -> Result<Rows<Self::Device>> {
        from_vec(self.device(), values, (rows, channels))
    }

    /// The values of a matrix, row-major.
    fn to_vec(&self, rows: &Rows<Self::Device>) -> Vec<f32> {
        to_vec(rows)
    }

    /// Is every value of a matrix a finite number?
    fn is_finite(&self, rows: &Rows<Self::Device>) -> bool {
        // What is no number spoils the sum, which one number tells; a sum alone may also be too large.
        view::sum(rows).is_ok_and(f32::is_finite) || all_finite(&self.to_vec(rows))
    }

    /// Runs an operation, recorded on the site's tape when that is training.
    ///
    /// # Errors
    /// When shapes do not fit, the batch has no such table, or the device fails.
    fn run(
        &self,
        op: &Op,
        site: &mut Site<'_, Self::Device>,
        inputs: &[&Rows<Self::Device>],
    ) -> Result<Rows<Self::Device>>;

    /// Mean cross-entropy over the rows whose label is not `ignored`; 0 when all are ignored. Labels are
    /// class numbers < channels.
    ///
    /// # Errors
    /// When there are not as many labels as rows, or a label is no class.
    fn cross_entropy(
        &self,
        tape: &mut Tape<Self::Device>,
        logits: &Rows<Self::Device>,
        labels: &[u16],
        ignored: u16,
    ) -> Result<Scalar<Self::Device>>;
}
