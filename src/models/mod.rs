//! Networks as descriptions: layers with state-dict-shaped names, run by any [`Backend`]. Knows the grid
//! and the operations, nothing of data or training.

mod backend;
mod block;
mod config;
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
mod rows;
mod squeezenet;
mod state;
mod survey;
mod vgg;

pub use backend::{Backend, Part};
pub use config::{
    Adaptive, Backbone, Deeplabv3, Deeplabv3Plus, Downsampling, Fcn, Head, HeadPlace, Network, Portion,
    Regular, Resnet, Strided, Weights,
};
pub use executor::{Executor, Mode};
pub use layer::{BatchNorm, Conv, Pitch};
pub use load::Loaded;
pub use lockstep::Lockstep;
pub use model::Model;
pub use network::{Resolution, Segmenter};
pub use parameters::{Parameter, Parameters};
pub use rows::RowCount;
pub use squeezenet::Squeezenet;
pub use state::Array;
pub use survey::{Layer, LayerKind, Shape, Survey};
pub use vgg::Vgg;
