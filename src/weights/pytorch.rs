//! PyTorch's own files (`.pth`, `.pt`, `.bin`), read by the crate `pytorch-reader`.

use std::path::Path;

use pytorch_reader::{DType, FileFormat, PickleError, PickleValue, PytorchError, PytorchReader};

use super::{Dtype, Format, Skipped, Stored, WeightsFile, container, pickle};
use crate::executor::Array;
use crate::{Error, Result};

/// A tensor may claim more numbers than its file holds, as a view that repeats them, or be compressed.
/// Weights are neither: a file that claims so many times its size would only fill the memory.
const LARGEST_CLAIM: u64 = 16;

/// Reads a file of so many `bytes`, where it has such a key the weights under `set`; its place and size are the caller's to fill in.
pub(super) fn read(path: &Path, bytes: u64, start: &[u8], set: Option<&str>) -> Result<WeightsFile> {
    container::check(path, bytes)?;
    let refuse = |error| refusal(error, start);
    let root = PytorchReader::read_pickle_data(path, None).map_err(refuse)?;
    pickle::refuse_calls(&root)?;
    if !matches!(root, PickleValue::Dict(_)) {
        return Err(Error::new("the file holds no dictionary of tensors")
            .help("save a network's state dict: `torch.save(model.state_dict(), PATH)`"));
    }
    let sets = pickle::sets(&root);
    let usual = pickle::key_of_weights(&root);
    let asked = set.filter(|set| sets.iter().any(|held| held.name == *set)).map(str::to_owned);
    let nested_under = asked.or_else(|| usual.clone());
    // Where no key was opened, the others are parts of the tensors' names.
    let other_sets = sets
        .into_iter()
        .filter(|held| usual.is_some() && Some(&held.name) != nested_under.as_ref())
        .collect();
    let reader = match &nested_under {
        Some(key) => PytorchReader::with_top_level_key(path, key),
        None => PytorchReader::new(path),
    };
    let reader = reader.map_err(refuse)?;
    let tensors = reader.tensors().values().map(|tensor| tensor.byte_len() as u64);
    refuse_claims("the tensors claim", tensors.fold(0, u64::saturating_add), bytes)?;
    // Storages that are packed would be unpacked again for each tensor in them.
    let storages = reader.metadata().total_data_size.unwrap_or_default() as u64;
    refuse_claims("what the tensors lie in claims", storages, bytes)?;
    let format = match reader.metadata().format_type {
        FileFormat::Zip => Format::PytorchZip,
        FileFormat::Tar => Format::PytorchTar,
        // A pickle alone holds no tensor; it is refused as a file without any.
        FileFormat::Legacy | FileFormat::Pickle => Format::PytorchLegacy,
    };
    let (mut tensors, mut skipped) = (Vec::new(), Vec::new());
    for tensor in reader.tensors().values() {
        let (name, shape) = (tensor.name.clone(), tensor.shape().to_vec());
        match float(tensor.dtype()) {
            None => {
                let dtype = format!("{:?}", tensor.dtype()).to_lowercase();
                skipped.push(Skipped { name, shape, dtype });
            }
            Some(dtype) => {
                let bytes = tensor.read().map_err(|cause| damaged(&cause.to_string()))?;
                // The reader gives the machine's order of bytes: little-endian wherever this crate runs.
                let values = dtype.decode(&bytes);
                tensors.push(Stored { array: Array { name, shape, values }, dtype });
            }
        }
    }
    Ok(WeightsFile { path: path.to_owned(), format, bytes: 0, nested_under, tensors, other_sets, skipped })
}

fn float(dtype: DType) -> Option<Dtype> {
    match dtype {
        DType::F64 => Some(Dtype::F64),
        DType::F32 => Some(Dtype::F32),
        DType::F16 => Some(Dtype::F16),
        DType::BF16 => Some(Dtype::Bf16),
        _ => None,
    }
}

fn refuse_claims(what: &str, claimed: u64, bytes: u64) -> Result<()> {
    if claimed <= bytes.saturating_mul(LARGEST_CLAIM) {
        return Ok(());
    }
    Err(Error::new(format!("{what} {claimed} bytes in a file of {bytes}"))
        .help("no weights repeat themselves like that: get the file from a source that you trust"))
}

/// What the reader refused, and what to do about it.
fn refusal(error: PytorchError, start: &[u8]) -> Error {
    match error {
        PytorchError::InvalidFormat(what) if what.starts_with("not a PyTorch checkpoint") => {
            no_weights_file(start)
        }
        PytorchError::Pickle(PickleError::NoDataSource) => Error::new("the file is a pickle without tensors")
            .help("weights are saved by `torch.save`, not by `pickle.dump`"),
        PytorchError::Pickle(PickleError::UnsupportedType(name)) => Error::new(format!(
            "the file keeps tensors as {name}, which cannot be read"
        ))
        .help("save plain tensors of float32, float16 or bfloat16: `torch.save(model.state_dict(), PATH)`"),
        other => damaged(&other.to_string()),
    }
}

fn damaged(cause: &str) -> Error {
    Error::new(format!("the weights file is cut off or damaged: {cause}"))
        .help("get the file again and compare its size or checksum with the source's")
}

fn no_weights_file(start: &[u8]) -> Error {
    let what = Error::new("this is no weights file: neither safetensors nor a PyTorch checkpoint");
    what.help(match start {
        [] => "the file is empty: get it again",
        start if start.starts_with(b"version https://git-lfs") => {
            "it is a placeholder of Git LFS: `git lfs pull` gets the file itself"
        }
        start if start.trim_ascii_start().starts_with(b"<") => {
            "it is a web page: download the file itself, not the page about it"
        }
        _ => "give a .safetensors, .pth, .pt or .bin file",
    })
}
