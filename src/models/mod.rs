//! Networks as descriptions: layers with state-dict-shaped names, run by any [`Backend`](crate::ops).

mod config;

pub use config::{Adaptive, Backbone, Deeplabv3, Downsampling, Fcn, Head, Network, Regular, Resnet};
