//! Kernels on rows other than convolution: a feature map is a slice [rows, channels], channels contiguous.
//! Knows kernel maps, nothing of tensors.
//!
//! Work is cut into chunks whose size depends on shapes only, and partial sums are merged in the order of
//! the chunks. Every result is therefore the same, bit for bit, whatever the number of threads and whichever
//! instruction set runs it.

#[macro_use]
mod vectorized;

pub mod activation;
pub mod batch_norm;
pub mod concat;
pub mod dropout;
mod exponential;
pub mod finite;
pub mod gather;
pub mod grid_mean;
pub mod layer_norm;
pub mod loss;
pub mod mean;
pub mod mix;
pub mod pointwise;
pub mod pool;
pub mod resize;
pub mod scale;
pub mod sums;
#[cfg(all(test, unix))]
mod tests;

/// Elements of a chunk (128 KiB): three of them fit into a core's second-level cache, and working through
/// one takes much longer than handing it to a thread.
const CHUNK_ELEMENTS: usize = 1 << 15;

/// Rows of a chunk of a map with so many channels.
fn chunk_rows(channels: usize) -> usize {
    (CHUNK_ELEMENTS / channels.max(1)).max(1)
}

/// Elements of a chunk of whole rows.
fn chunk_elements(channels: usize) -> usize {
    chunk_rows(channels) * channels.max(1)
}
