//! Which places are informative: from an image to levels. Knows images and grid, nothing of networks.

mod boundaries;
mod config;
mod edges;
mod keypoints;
mod levels;

pub use config::{Edges, Keypoints, Learned, Mask, Nothing, Oracle, Random};
pub use edges::edges;
pub use keypoints::keypoint_levels;
pub use levels::{Blocks, MaskCost, View};
