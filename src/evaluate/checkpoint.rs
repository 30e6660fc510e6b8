//! Checkpoints as safetensors: state-dict names, PyTorch's shapes, float32.

use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};

use super::settings::Checkpoint;
use crate::error::Context;
use crate::executor::Array;
use crate::weights::{self, encode};
use crate::{Error, Result, files};

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
}

/// The optimiser's velocities are stored under the parameter's name with this before it.
pub const VELOCITY: &str = "velocity.";

/// The key of the progress in a file's header.
const PROGRESS: &str = "progress";

/// Writes a checkpoint beside its target and then renames it, so that a kill leaves the old one whole.
///
/// # Errors
/// When the folder cannot be written or the disk is full.
pub fn save(path: &Path, saved: &Saved) -> Result<()> {
    let progress =
        serde_json::to_string(&saved.progress).context("the checkpoint cannot be written", path.display())?;
    let note = Some((PROGRESS, progress));
    let file = encode(&saved.arrays, weights::Dtype::F32, note).map_err(|error| error.at(path.display()))?;
    crate::files::write_whole(path, &file)
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is missing or is no checkpoint of this program.
pub fn load(path: &Path) -> Result<Saved> {
    let bytes = files::read(path).context("cannot read the checkpoint", path.display())?;
    let broken = |cause: String| {
        Error::new(format!("the checkpoint is broken: {cause}"))
            .at(path.display())
            .help("remove the file; the run then starts again")
    };
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|e| broken(e.to_string()))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| broken(e.to_string()))?;
    let notes = header.metadata().clone().unwrap_or_default();
    let progress = notes.get(PROGRESS).and_then(|progress| serde_json::from_str(progress).ok());
    let mut arrays = Vec::new();
    for (name, view) in tensors.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(broken(format!("{name} is {:?}, not float32", view.dtype())));
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        arrays.push(Array { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    let progress =
        progress.ok_or_else(|| broken("it does not say at which step it was written".to_owned()))?;
    Ok(Saved { arrays, progress })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> Saved {
        let array = Array { name: "a.weight".into(), shape: vec![2, 1, 1, 1], values: vec![1.5, -2.0] };
        Saved {
            arrays: vec![array],
            progress: TrainingProgress { step: 7, best: Some(0.1 + 0.2), final_losses: vec![0.7, 0.1 + 0.7] },
        }
    }

    #[test]
    fn a_checkpoint_comes_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.safetensors");
        save(&path, &saved()).unwrap();
        assert_eq!(load(&path).unwrap(), saved());
    }

    #[test]
    fn equal_checkpoints_have_equal_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            save(&path, &saved()).unwrap();
            std::fs::read(path).unwrap()
        };
        let first = write("0");
        assert!((1..20).all(|again| write(&again.to_string()) == first));
    }

    #[test]
    fn a_cut_off_checkpoint_is_named_and_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.safetensors");
        save(&path, &saved()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        let message = load(&path).unwrap_err().to_string();
        assert!(
            message.contains("checkpoint is broken") && message.contains("last.safetensors"),
            "{message}"
        );
    }
}
