//! Images and labels: where they come from and what is done to them before a network sees them.

mod config;

pub use config::{Augmentation, Jitter, Selection};
