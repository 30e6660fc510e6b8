//! Kernels for NVIDIA GPUs, compiled on the machine that runs them, and what launches them: a GPU or, in tests, the
//! CPU playing one (`shim/`).

mod card;
mod compile;
mod driver;
mod driver_card;
#[cfg(test)]
mod nvrtc;
#[cfg(all(test, not(feature = "cuda")))]
mod played;
mod tasks;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use card::{Card, Launch, THREADS, bytes};
pub use driver::{Driver, OLDEST};
#[cfg(all(test, not(feature = "cuda")))]
pub use played::Played;
pub use tasks::{Affine, Cell, Cells, Conv, Insert, Map, Mean, Pick, Rectify, Resize, Task, Window};

/// The source of all kernels, in one piece as the compiler wants it.
pub const SOURCE: &str = concat!(
    include_str!("device.cu"),
    include_str!("ptx.cu"),
    include_str!("window.cu"),
    include_str!("multiply.cu"),
    include_str!("conv.cu"),
    include_str!("rows.cu"),
    include_str!("grid.cu"),
);
