//! What a backbone says of itself: its strides, its stages, and what its features are good for.

use super::downsampling::{Downsampling, Merging, Strided};
use crate::graph::{Builder, Value, Window};
use crate::grid::{Place, Resolution};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// A feature extractor: stages one behind the other. Down to the fine stride they lie on regular lattices, the ones
/// behind it on cells; a stage is built the same way in both.
pub trait Extractor {
    /// Refuses settings that read well but make no sense; paths are relative to the backbone.
    fn check(&self, refuse: &mut Refusals);

    /// At which strides and blocks it downsamples in a way.
    ///
    /// # Errors
    /// When it has no such strides, or the block cannot hold a coarse cell.
    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution>;

    /// All stages for a use, from the image on.
    fn stages(&self, of: Use) -> Vec<Stage<'_>>;

    /// Multiplies every channel count of the published network.
    fn width(&self) -> f64 {
        1.0
    }

    /// Is it normalised by the statistics of batches, which a batch of one row has not?
    fn has_batch_norms(&self) -> bool {
        false
    }

    /// Can its steps merge cells by their mean? Those that pool, or leave out rows of their own, cannot.
    fn merges_by_mean(&self) -> bool {
        false
    }

    /// Whether its features are good for a use.
    ///
    /// # Errors
    /// When they are not; that is said with what is.
    fn gives(&self, of: Use) -> Result<()>;

    /// Its published classifier of whole images, if it gives one: class scores [images, outputs]. Commonly the mean over
    /// the image, each cell weighted by its area, and a linear layer.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let mean = b.mean_of_images(features);
        b.pp("classifier").pp("fc").conv(mean, Window::new(outputs, 1).biased())
    }

    /// Features that describe places, if it gives any.
    fn describe(&self, _: &Builder, features: Value) -> Value {
        features
    }
}

/// What networks without descriptors say of their uses.
///
/// # Errors
/// When descriptors are asked for.
pub fn without_descriptors(name: &str, of: Use) -> Result<()> {
    match of {
        Use::Segmentation | Use::Classification => Ok(()),
        Use::Descriptors => Err(Error::new(format!("{name} has no descriptors here"))
            .help("`backbone: {kind: vgg}` or `{kind: squeezenet}`")),
    }
}

/// What features are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Classes of pixels.
    Segmentation,
    /// Classes of whole images.
    Classification,
    /// Places that are to be found again.
    Descriptors,
}

/// One stage of a backbone.
pub struct Stage<'a> {
    /// As tables and pictures call it.
    pub name: &'static str,
    /// Output stride behind it, in the network that downsamples wherever it can.
    pub stride: usize,
    /// Builds it from the rows before.
    pub build: BuildStage<'a>,
}

/// A stage, of the rows before it.
pub type BuildStage<'a> = Box<dyn Fn(&Builder, Value, Step) -> Value + 'a>;

/// Where a stage leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where its result lies.
    pub to: Place,
    /// Does no box of the network become coarse?
    pub is_regular: bool,
    pub strided: Strided,
    pub merging: Merging,
}

/// Stride of the features that heads refine their scores with.
pub const LOW_LEVEL_STRIDE: usize = 4;
/// Stride of those that light heads add theirs to.
pub const MIDDLE_STRIDE: usize = 8;

/// What a backbone gives to a head.
#[derive(Debug, Clone, Copy)]
pub struct Features {
    /// The last features of stride 4, where these lie on the regular lattice, for heads that want them.
    pub low_level: Option<Value>,
    /// The same of stride 8.
    pub middle: Option<Value>,
    /// The last features, on the cells of the last depth.
    pub last: Value,
}

/// The widest multiple of a published network.
const WIDEST: f64 = 16.0;

/// A multiple of the published channels leaves one of the narrowest stage, and no more than a machine can hold.
pub fn check_width(width: f64, narrowest: f64, refuse: &mut Refusals) {
    let good = width <= WIDEST && (narrowest * width).round() >= 1.0;
    let what = format!("{width} times the published channels is no network");
    let help = format!("from 1/{narrowest} (one channel in the first stage) to {WIDEST}");
    refuse.require(good, "width", what, help);
}

/// Channels of a network of another width, at least one.
pub fn scaled(channels: usize, width: f64) -> usize {
    ((channels as f64 * width).round() as usize).max(1)
}
