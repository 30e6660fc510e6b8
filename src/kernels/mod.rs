//! The CPU kernels on plain slices. Knows kernel maps, nothing of tensors.
//!
//! Every result is the same to the bit for any number of threads: how work is cut depends on shapes
//! alone, each output has one writer, and sums run in a fixed order.

// Each block says why it is sound.
#![allow(unsafe_code)]

pub mod conv;
pub mod peak;
pub mod rows;

mod aligned;
#[cfg(all(test, unix))]
mod guarded;
mod parallel;
mod simd;
