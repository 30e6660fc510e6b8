//! Networks as descriptions: layers with state-dict-shaped names, run by any [`Backend`]. Knows the grid
//! and the operations, nothing of data or training.

mod any;
mod backend;
mod block;
mod classifier;
mod config;
mod describer;
mod estimator;
mod executor;
mod heads;
mod initial;
mod layer;
mod load;
mod lockstep;
mod model;
mod network;
mod parameters;
mod resnet;
mod resolution;
mod rows;
mod squeezenet;
mod squeezenet_features;
mod state;
mod survey;
mod two_branch;
mod vgg;

pub use any::AnyNetwork;
pub use backend::{Backend, Part};
pub use classifier::ImageClassifier;
pub use config::{
    Adaptive, Backbone, Classifier, Deeplabv3, Deeplabv3Plus, Downsampling, Fcn, Head, HeadPlace, Input,
    Network, Plain, Portion, Regular, Resnet, Strided, VggWidth, Weights,
};
pub use describer::Describer;
pub(crate) use estimator::decided;
pub use executor::{Executor, Mode};
pub use layer::{BatchNorm, Conv, Pitch};
pub use load::Loaded;
pub use lockstep::Lockstep;
pub use model::Model;
pub use network::Segmenter;
pub use parameters::{Parameter, Parameters};
pub use resolution::Resolution;
pub use rows::RowCount;
pub use squeezenet::Squeezenet;
pub use squeezenet_features::SqueezenetFeatures;
pub use state::Array;
pub use survey::{Layer, LayerKind, Shape, Survey};
pub use two_branch::{Mixed, TwoBranch};
pub use vgg::Vgg;
