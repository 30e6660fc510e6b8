//! What an operation may ask of a GPU's engine to launch its kernels.

use crate::cuda::DeviceTables;
use crate::grid::{Place, Tables};

/// A feature map on the GPU: its address and how many numbers it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Map {
    /// Of its first number, on the GPU.
    pub address: u64,
    /// Rows times channels; each is a `f32`.
    pub numbers: usize,
}

/// One step on a GPU.
pub struct DeviceStep<'a> {
    /// The geometry of the batch.
    pub tables: &'a Tables,
    /// The tables of the batch on the GPU.
    pub maps: &'a mut dyn DeviceTables,
    /// The feature maps that it reads, in the order of the operation's inputs.
    pub inputs: &'a [Map],
    /// Where the result goes.
    pub output: Map,
    /// Channels of the result.
    pub channels: usize,
    /// Addresses of the first rows of the images, by the places where a plan takes means.
    pub starts: &'a [(Place, u64)],
}
