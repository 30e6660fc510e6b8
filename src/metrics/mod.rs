//! How good predictions are, counted over whole data sets. Knows label maps, nothing of networks.

mod segmentation;

pub use segmentation::{Confusion, IGNORED, SegmentationScores};
