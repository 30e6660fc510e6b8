//! The heads that turn features into class scores, on the lattice of the fine stride as the authors have
//! them, or on cells; and what ends networks that have none of their own. One head is one file.

mod classifier;
mod deeplabv3;
mod deeplabv3_plus;
mod descriptors;
mod fcn;
mod lraspp;
mod place;
mod pyramid;

pub use classifier::Classifier;
pub use deeplabv3::Deeplabv3;
pub use deeplabv3_plus::Deeplabv3Plus;
pub use descriptors::Descriptors;
pub use fcn::Fcn;
pub use lraspp::Lraspp;
pub use place::HeadPlace;

use super::SCORES;
use super::backbone::{Extractor, Features, Use};
use crate::Result;
use crate::graph::{Builder, Norm, Value, Window};
use crate::refusals::Refusals;

/// What ends a network.
pub trait Attached {
    /// Refuses settings that read well but make no sense; paths are relative to the head.
    fn check(&self, refuse: &mut Refusals);

    /// What it makes of features.
    fn used_for(&self) -> Use;

    /// Outputs of the network, where they are not the classes of the data.
    fn outputs(&self) -> Option<usize> {
        None
    }

    /// Does it normalise one row for each image, of which a batch needs two at least?
    fn normalises_images(&self) -> bool {
        false
    }

    /// What the network computes: class scores of pixels or images, or descriptors.
    ///
    /// # Errors
    /// When the backbone's features are not for it.
    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value>;
}

/// What a head stands on.
pub struct Ground<'a> {
    pub extractor: &'a dyn Extractor,
    pub fine_stride: usize,
    /// Classes.
    pub outputs: usize,
}

/// Class scores on the lattice of a stride go up to the pixels.
fn to_pixels(b: &Builder, scores: Value, stride: usize) -> Value {
    b.mark(SCORES, scores);
    b.resize(scores, stride, 1)
}

/// Convolution, norm, ReLU, under two names.
fn conv_norm(conv: &Builder, norm: &Builder, x: Value, window: Window) -> Value {
    norm.norm(conv.conv(x, window), Norm::Relu)
}

fn check_dropout(dropout: f32, refuse: &mut Refusals) {
    let what = format!("dropout of {dropout} leaves nothing or is no probability");
    refuse.require((0.0..1.0).contains(&dropout), "dropout", what, "from 0, below 1");
}

fn check_channels(key: &str, channels: usize, refuse: &mut Refusals) {
    let good = (1..=1 << 14).contains(&channels);
    refuse.require(good, key, format!("a head of {channels} channels"), "from 1 to 16384");
}

/// The probability of the authors' dropouts.
fn dropout() -> f32 {
    0.1
}

/// Channels of every branch of the paper's pyramids.
fn channels() -> usize {
    256
}
