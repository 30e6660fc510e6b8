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
mod network;
mod parameters;
mod resnet;
mod rows;
mod state;
mod survey;

pub use backend::{Backend, Part};
pub use config::{
    Adaptive, Backbone, Deeplabv3, Downsampling, Fcn, Head, Network, Portion, Regular, Resnet, Weights,
};
pub use executor::{Executor, Mode};
pub use layer::{BatchNorm, Conv};
pub use load::Loaded;
pub use network::{Resolution, Segmenter};
pub use parameters::{Parameter, Parameters};
pub use rows::RowCount;
pub use state::Array;
pub use survey::{Layer, LayerKind, Survey};
