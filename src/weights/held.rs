//! What a weights file holds, whatever its format.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::{OtherSet, Stored};

/// What a weights file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightsFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// Found from its content, whatever the name's ending.
    pub format: Format,
    /// Size of the file.
    pub bytes: u64,
    /// The key of a training checkpoint under which the weights lie, such as `state_dict`.
    pub nested_under: Option<String>,
    /// In the order of their names, as in the file but for the key above.
    pub tensors: Vec<Stored>,
    /// Further sets of weights in the file, such as a moving average beside the weights of the last step.
    pub other_sets: Vec<OtherSet>,
    /// What the file holds beside floating-point tensors, in the order of the names.
    pub skipped: Vec<Skipped>,
}

/// A tensor that is no weight: of integers, such as batch-norm's `num_batches_tracked`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skipped {
    /// As in the file, without the key above.
    pub name: String,
    /// Elements along each axis, the outermost first; empty for a single number.
    pub shape: Vec<usize>,
    /// Such as `i64`.
    pub dtype: String,
}

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A header in JSON, then the bytes of the tensors.
    Safetensors,
    /// PyTorch 1.6 and later.
    PytorchZip,
    /// PyTorch 0.1.10 to 1.5.
    PytorchLegacy,
    /// PyTorch before 0.1.10.
    PytorchTar,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Format::Safetensors => "safetensors",
            Format::PytorchZip => "PyTorch (ZIP, since 1.6)",
            Format::PytorchLegacy => "PyTorch (legacy stream, before 1.6)",
            Format::PytorchTar => "PyTorch (TAR, before 0.1.10)",
        })
    }
}
