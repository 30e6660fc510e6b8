//! Weights files: safetensors and PyTorch's own checkpoints in, named arrays under this crate's names out.
//! Knows files, the arrays of the networks' state dicts and other programs' names for them; nothing of training or
//! experiments.
//!
//! Nothing in a file is ever run: a pickle is parsed for its tensors alone.

mod container;
mod file;
mod held;
mod inspect;
mod location;
mod naming;
mod opcodes;
mod order;
mod pickle;
mod pytorch;
mod safetensors;
mod sets;
mod stored;
#[cfg(test)]
mod tests;

pub use file::fingerprint;
pub use held::{Format, Skipped, WeightsFile};
pub use inspect::{Inspected, TensorSummary};
pub use location::locate;
pub use naming::Naming;
pub use safetensors::encode;
pub use sets::OtherSet;
pub use stored::{Dtype, Stored};
