//! Kernels for NVIDIA GPUs, compiled on the machine that runs them, and what launches them: a GPU or, in tests, the
//! CPU playing one (`shim/`); grids and kernel maps that are built there. Knows nothing of operations or networks.

// Each block says why it is sound.
#![allow(unsafe_code)]

mod compile;
mod driver;
mod driver_gpu;
mod gpu;
mod grids;
mod info;
mod maps;
#[cfg(test)]
mod nvrtc;
#[cfg(all(test, not(feature = "cuda")))]
mod played;
mod state;
mod tables;
mod tasks;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use compile::compiler_version;
pub use driver::Driver;
pub use gpu::{Gpu, Launch, THREADS, bytes};
pub use info::{GpuInfo, count, info};
pub use maps::Maps;
#[cfg(all(test, not(feature = "cuda")))]
pub use played::Played;
pub use state::{Buffer, PlanState, State};
pub use tables::DeviceTables;
pub use tasks::{
    Activate, Affine, Cell, Cells, Conv, GridMean, Grouped, Insert, LayerNorm, Map, Mean, Pick, Rectify,
    Resize, ScaleImages, Sum, Task, Window,
};

/// The oldest compute capability with TF32, bfloat16 and asynchronous copies.
pub const OLDEST: (i32, i32) = (8, 0);

/// The source of all kernels, in one piece as the compiler wants it.
pub const SOURCE: &str = concat!(
    include_str!("device.cu"),
    include_str!("ptx.cu"),
    include_str!("window.cu"),
    include_str!("multiply.cu"),
    include_str!("conv.cu"),
    include_str!("rows.cu"),
    include_str!("channels.cu"),
    include_str!("grid.cu"),
);
