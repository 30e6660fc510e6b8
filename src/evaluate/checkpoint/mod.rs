//! Checkpoints as safetensors: state-dict names, PyTorch's shapes, float32.

mod checksum;
#[cfg(test)]
mod tests;

use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use super::Checkpoint;
use crate::error::Context;
use crate::executor::Array;
use crate::weights::{self, encode};
use crate::{Error, Result, files, kind};

/// What the last checkpoint of an unfinished run is called when another has taken its place.
pub const PREVIOUS: &str = "previous.safetensors";

/// What a run calls the file of one of its checkpoints.
pub fn file_name(which: Checkpoint) -> &'static str {
    match which {
        Checkpoint::Last => "last.safetensors",
        Checkpoint::Best => "best.safetensors",
    }
}

/// What a checkpoint holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// Parameters, running statistics and velocities.
    pub arrays: Vec<Array>,
    /// How far the training is.
    pub progress: TrainingProgress,
}

/// How far a training is, besides its arrays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingProgress {
    /// Optimiser steps done.
    pub step: usize,
    /// The best validation score so far.
    pub best: Option<f64>,
    /// Losses of the steps so far that count for the final loss.
    pub final_losses: Vec<f64>,
    /// Is the validation behind this step still to be done?
    #[serde(default, skip_serializing_if = "kind::is_default")]
    pub validation_due: bool,
    /// Seconds of all processes so far in optimiser steps, waiting for data included.
    #[serde(default, skip_serializing_if = "kind::is_default")]
    pub seconds: f64,
    /// Seconds of these spent waiting for data.
    #[serde(default, skip_serializing_if = "kind::is_default")]
    pub waiting_seconds: f64,
}

/// The optimiser's velocities are stored under the parameter's name with this before it.
pub const VELOCITY: &str = "velocity.";

/// The key of the progress in a file's header.
const PROGRESS: &str = "progress";

/// The progress as it stands in a header, with the checksum of the file; files of earlier versions have none.
#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(flatten)]
    progress: TrainingProgress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checksum: Option<String>,
}

/// Writes a checkpoint beside its target and then renames it, so that a kill leaves the old one whole.
///
/// # Errors
/// When the folder cannot be written or the disk is full.
pub fn save(path: &Path, saved: &Saved) -> Result<()> {
    let open = checksum::OPEN.to_owned();
    let mut file = encoded(saved, Some(open)).map_err(|error| error.or_at(path.display()))?;
    checksum::close(&mut file);
    files::write_whole(path, &file)
}

fn encoded(saved: &Saved, checksum: Option<String>) -> Result<Vec<u8>> {
    let note = Note { progress: saved.progress.clone(), checksum };
    let note = serde_json::to_string(&note)
        .map_err(|cause| Error::new(format!("the checkpoint cannot be written: {cause}")))?;
    encode(&saved.arrays, weights::Dtype::F32, Some((PROGRESS, note)))
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is missing or is no checkpoint of this program, or is not as it was written.
pub fn load(path: &Path) -> Result<Saved> {
    let mut bytes = files::read(path).context("cannot read the checkpoint", path.display())?;
    let broken = |cause: String| {
        Error::new(format!("the checkpoint is broken: {cause}"))
            .at(path.display())
            .help("remove the file; the run then starts again")
    };
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|e| broken(e.to_string()))?;
    let notes = header.metadata().clone().unwrap_or_default();
    let note = notes.get(PROGRESS).and_then(|note| serde_json::from_str::<Note>(note).ok());
    let note = note.ok_or_else(|| broken("it does not say at which step it was written".to_owned()))?;
    if note.checksum.is_some_and(|sum| !checksum::holds(&mut bytes, &sum)) {
        return Err(broken("it is not as it was written (its checksum differs)".to_owned()));
    }
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| broken(e.to_string()))?;
    let mut arrays = Vec::new();
    for (name, view) in tensors.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(broken(format!("{name} is {:?}, not float32", view.dtype())));
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        arrays.push(Array { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    Ok(Saved { arrays, progress: note.progress })
}

/// What rows call the weights of a checkpoint that another run starts from: the fingerprint of the file as the first version wrote
/// it, which neither times nor a checksum change.
///
/// # Errors
/// As [`load`].
pub fn fingerprint(path: &Path) -> Result<String> {
    let Saved { arrays, progress } = load(path)?;
    let TrainingProgress { step, best, final_losses, .. } = progress;
    let progress = TrainingProgress { step, best, final_losses, ..TrainingProgress::default() };
    let bytes = encoded(&Saved { arrays, progress }, None).map_err(|error| error.or_at(path.display()))?;
    Ok(files::fingerprint(&blake3::hash(&bytes)))
}
