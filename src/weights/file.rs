//! One weights file, whatever its format: found from its content, read as a whole.

use std::io::Read;
use std::path::Path;

use super::{Naming, Stored, WeightsFile, order, pytorch, safetensors, sets, stored};
use crate::error::Context;
use crate::executor::Array;
use crate::files;
use crate::{Error, Result};

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
