//! cadbench: a reproducible benchmark harness for content-adaptive downsampling in convolutional
//! neural networks (Hesse, Schaub-Meyer, Roth, CVPR Workshops 2023).
//!
//! Data flows one way: experiment → data → mask and grid → network → metrics and cost → results → report.
//! "METHOD section n" in a comment is a section of docs/method.md.
//!
//! A room knows only the rooms below it; the command line is the only one that knows them all (tests/rooms.rs).

// No panic reaches a user: what cannot fail says why, and is allowed where it stands.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]
// `println!` panics where nobody reads: src/text/out.rs prints.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

#[cfg(test)]
#[path = "../tests/support/authors/mod.rs"]
mod authors;
pub mod batch;
pub mod bench;
pub mod claims;
pub mod cli;
pub mod compare;
#[cfg(all(test, not(feature = "cuda")))]
#[path = "../tests/support/compiler.rs"]
mod compiler;
pub mod cost;
pub mod cuda;
pub mod data;
pub mod device;
pub mod doctor;
pub mod draw;
pub mod engine;
pub mod error;
pub mod evaluate;
pub mod executor;
pub mod experiment;
pub mod files;
mod git;
pub mod graph;
pub mod grid;
pub mod kernels;
pub mod keypoints;
mod kind;
pub mod mask;
pub mod metrics;
pub mod models;
pub mod ops;
mod order;
pub mod panel;
pub mod random;
mod refusals;
pub mod report;
pub mod results;
pub mod runner;
pub mod slurm;
pub mod system;
pub mod tensorboard;
pub mod text;
pub mod train;
pub mod weights;
pub mod yaml;

// What tests of the whole crate share with tests inside of it names the crate.
#[cfg(test)]
extern crate self as cadbench;

pub use error::{Error, Result};
