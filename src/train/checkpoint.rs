//! Checkpoints as safetensors: state-dict names, PyTorch's shapes, float32.

use std::collections::HashMap;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};

use super::config::Checkpoint;
use crate::error::Context;
use crate::models::Array;
use crate::weights::{self, encode};
use crate::{Error, Result};

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
    pub arrays: Vec<Array>,
    /// Optimiser steps done.
    pub step: usize,
    /// The best validation score so far.
    pub best: Option<f64>,
}

/// Writes a checkpoint beside its target and then renames it, so that a kill leaves the old one whole.
///
/// # Errors
/// When the folder cannot be written or the disk is full.
pub fn save(path: &Path, saved: &Saved) -> Result<()> {
    let mut notes = HashMap::from([("step".to_owned(), saved.step.to_string())]);
    if let Some(best) = saved.best {
        notes.insert("best".to_owned(), best.to_bits().to_string());
    }
    let file = encode(&saved.arrays, weights::Dtype::F32, notes).map_err(|error| error.at(path.display()))?;
    crate::files::write_whole(path, &file)
}

/// Reads a checkpoint.
///
/// # Errors
/// When the file is missing or is no checkpoint of this program.
pub fn load(path: &Path) -> Result<Saved> {
    let bytes = std::fs::read(path).context("cannot read the checkpoint", path.display())?;
    let broken = |cause: String| {
        Error::new(format!("the checkpoint is broken: {cause}"))
            .at(path.display())
            .help("remove the file; the run then starts again")
    };
    let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|e| broken(e.to_string()))?;
    let tensors = SafeTensors::deserialize(&bytes).map_err(|e| broken(e.to_string()))?;
    let notes = header.metadata().clone().unwrap_or_default();
    let step = notes.get("step").and_then(|step| step.parse().ok());
    let mut arrays = Vec::new();
    for (name, view) in tensors.iter() {
        if view.dtype() != Dtype::F32 {
            return Err(broken(format!("{name} is {:?}, not float32", view.dtype())));
        }
        let (values, _) = view.data().as_chunks::<4>();
        let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        arrays.push(Array { name: name.to_owned(), shape: view.shape().to_vec(), values });
    }
    Ok(Saved {
        arrays,
        step: step.ok_or_else(|| broken("it does not say at which step it was written".to_owned()))?,
        best: notes.get("best").and_then(|bits| bits.parse().ok()).map(f64::from_bits),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> Saved {
        let array = Array { name: "a.weight".into(), shape: vec![2, 1, 1, 1], values: vec![1.5, -2.0] };
        Saved { arrays: vec![array], step: 7, best: Some(0.1 + 0.2) }
    }

    #[test]
    fn a_checkpoint_comes_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.safetensors");
        save(&path, &saved()).unwrap();
        assert_eq!(load(&path).unwrap(), saved());
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
