//! The CPU micro-kernels on plain slices: the only home of `unsafe`. Knows kernel maps, nothing of tensors.

pub mod conv;
pub mod rows;
