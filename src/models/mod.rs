//! Networks as functions that build graphs: backbones, heads, and the estimator of a learned mask between them, with
//! their settings. Knows graphs, masks and the grid, nothing of data or training.
//!
//! One backbone is one file: its settings, their check, other programs' names for its tensors, its strides, and the
//! stages that build it; the lists of backbones and heads are below. How they become one network, regular or adaptive,
//! for evaluation or for the training of a learned mask, is in `model.rs` and the same for all.

mod backbone;
mod downsampling;
mod estimator;
mod heads;
mod list;
mod model;
mod names;
mod network;
mod resnet;
mod squeezenet;
mod strides;
mod vgg;

pub use backbone::Use;
pub use downsampling::{Adaptive, Downsampling, Regular, Strided};
pub use heads::{Classifier, Deeplabv3, Deeplabv3Plus, Descriptors, Fcn, HeadPlace};
pub use list::{Backbone, Head, named};
pub use model::{DOWNSAMPLED, FEATURES, Model, SCORES};
pub use names::Names;
pub use network::{Input, Network, Weights};
pub use resnet::Resnet;
pub use squeezenet::Squeezenet;
pub use vgg::Vgg;
