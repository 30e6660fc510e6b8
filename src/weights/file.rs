//! One weights file, whatever its format: found from its content, read as a whole.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Naming, OtherSet, Stored, order, pytorch, safetensors, sets, stored};
use crate::error::Context;
use crate::executor::Array;
use crate::files;
use crate::{Error, Result};

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

impl WeightsFile {
    /// Reads every tensor of a file, or of one of the sets of weights in it, to compute with: all are finite numbers.
    ///
    /// # Errors
    /// As [`WeightsFile::any`], and when a value is no finite number.
    pub fn read(path: &Path, set: Option<&str>) -> Result<Self> {
        let file = Self::any(path, set)?;
        stored::refuse_non_finite(&file.tensors).map_err(|error| error.at(path.display()))?;
        Ok(file)
    }

    /// Reads every tensor of a file, or of one of the sets of weights in it, whatever its values are.
    ///
    /// # Errors
    /// When there is no such file or set, it is cut off or no weights file, asks to run something, or holds no
    /// floating-point tensor or one of a type that cannot be read; each names the file and what to do.
    pub fn any(path: &Path, set: Option<&str>) -> Result<Self> {
        Self::read_any(path, set).map_err(|error| error.or_at(path.display()))
    }

    fn read_any(path: &Path, set: Option<&str>) -> Result<Self> {
        let (start, bytes) = look(path)?;
        let mut file = if safetensors::begins(&start) {
            safetensors::read(path)?
        } else {
            pytorch::read(path, bytes, &start, set)?
        };
        match set {
            Some(set) if file.nested_under.as_deref() != Some(set) => {
                file.tensors = sets::of_set(file.tensors, set, &file.other_sets)?;
            }
            Some(_) => {}
            None => {
                let (tensors, averages) = sets::without_averages(file.tensors);
                file.tensors = tensors;
                file.other_sets.extend(averages);
            }
        }
        if file.tensors.is_empty() {
            return Err(Error::new("the file holds no floating-point tensor")
                .help("save a network's state dict: `torch.save(model.state_dict(), PATH)`"));
        }
        file.tensors.sort_by(|a, b| order::key(&a.array.name).cmp(&order::key(&b.array.name)));
        file.skipped.sort_by(|a, b| order::key(&a.name).cmp(&order::key(&b.name)));
        Ok(WeightsFile { path: path.to_owned(), bytes, ..file })
    }

    /// How its names become those of this crate.
    pub fn naming(&self) -> Naming {
        Naming::of(self.tensors.iter().map(|stored| stored.array.name.as_str()))
    }

    /// The arrays under this crate's names.
    ///
    /// # Errors
    /// When two tensors get the same name.
    pub fn into_arrays(self) -> Result<Vec<Array>> {
        let naming = self.naming();
        let mut seen = std::collections::HashMap::new();
        let rename = |Stored { array, .. }: Stored| {
            let ours = naming.ours(&array.name);
            match seen.insert(ours.clone(), array.name.clone()) {
                None => Ok(Array { name: ours, ..array }),
                Some(other) => {
                    let what = format!("the tensors {other} and {} are both {ours} here", array.name);
                    let help = "keep one of them: the file mixes two ways of naming";
                    Err(Error::new(what).at(self.path.display()).help(help))
                }
            }
        };
        self.tensors.into_iter().map(rename).collect()
    }
}

/// Sixteen hexadecimal digits over a file's bytes (BLAKE3).
///
/// # Errors
/// When the file cannot be read.
pub fn fingerprint(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let hashed = files::open(path).and_then(|file| hasher.update_reader(file).map(|_| ()));
    hashed.context("the weights file cannot be read", path.display())?;
    Ok(files::fingerprint(&hasher.finalize()))
}

/// The first bytes of a file, and its size.
fn look(path: &Path) -> Result<(Vec<u8>, u64)> {
    let mut start = Vec::new();
    let opened = files::open(path).and_then(|file| {
        let size = file.metadata()?.len();
        file.take(64).read_to_end(&mut start)?;
        Ok(size)
    });
    match opened {
        Ok(size) => Ok((start, size)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::new("there is no such weights file").help("check the path, or get the file first"))
        }
        Err(cause) => Err(Error::new(format!("the weights file cannot be read: {cause}"))
            .help("give a .safetensors, .pth, .pt or .bin file that you may read")),
    }
}
