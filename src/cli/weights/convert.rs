//! `cadbench weights convert`.

use std::path::Path;

use super::page::shape;
use crate::executor::Array;
use crate::weights::{Dtype, OtherSet, WeightsFile, encode};
use crate::{Error, Result, files};

/// Precisions that weights are stored in.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Precision {
    F32,
    F16,
    Bf16,
}

/// Whose names the new file has.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Names {
    Ours,
    Original,
}

impl From<Precision> for Dtype {
    fn from(precision: Precision) -> Dtype {
        match precision {
            Precision::F32 => Dtype::F32,
            Precision::F16 => Dtype::F16,
            Precision::Bf16 => Dtype::Bf16,
        }
    }
}

/// Converts a file, or one of the sets of weights in it, or only the tensors whose names begin with `only`; tells what was
/// written and what was not.
pub fn convert(
    file: &Path,
    set: Option<&str>,
    only: Option<&str>,
    out: &Path,
    precision: Precision,
    names: Names,
) -> Result<String> {
    if out.extension().is_none_or(|ending| ending != "safetensors") {
        return Err(Error::new("the new file is a safetensors file, and its name says otherwise")
            .at(out.display())
            .help("let its name end in .safetensors"));
    }
    if files::are_same(file, out) {
        return Err(Error::new("the new file is the one that is converted, which would be lost")
            .at(out.display())
            .help("give the new file another name"));
    }
    let read = WeightsFile::read(file, set)?;
    let (skipped, other_sets) = (read.skipped.clone(), read.other_sets.clone());
    let mut arrays: Vec<Array> = match names {
        Names::Ours => read.into_arrays()?,
        Names::Original => read.tensors.into_iter().map(|stored| stored.array).collect(),
    };
    let all = arrays.len();
    if let Some(prefix) = only {
        arrays.retain(|array| array.name.starts_with(prefix));
        if arrays.is_empty() {
            return Err(Error::new(format!("no tensor's name begins with `{prefix}`"))
                .at(file.display())
                .help("`cadbench weights inspect` shows the names"));
        }
    }
    let dtype = Dtype::from(precision);
    // What programs around PyTorch expect to find in a header.
    let note = ("format", "pt".to_owned());
    let bytes = encode(&arrays, dtype, Some(note)).map_err(|error| error.at(file.display()))?;
    files::write_whole(out, &bytes)?;
    let mut told = format!("{}: {} tensors as {dtype}", out.display(), arrays.len());
    if arrays.len() < all {
        told += &format!(", of {all}");
    }
    for one in skipped {
        told += &format!("\nskipped: {} ({}, {})", one.name, shape(&one.shape), one.dtype);
    }
    for OtherSet { name, tensors } in other_sets {
        told += &format!(
            "\nnot converted: a further set of weights, `{name}` ({tensors} tensors); `--set {name}` takes it"
        );
    }
    Ok(told)
}
