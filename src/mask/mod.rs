//! Which places are informative: from an image to levels. Knows images and grid, nothing of networks.

mod config;

pub use config::{Edges, Mask, Random};
