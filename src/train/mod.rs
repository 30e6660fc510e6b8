//! Optimiser, schedule, training loop, checkpoints.

mod config;

pub use config::{Checkpoint, Evaluation, Training};
