//! What a weights file holds, at a glance.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::{Dtype, Format, OtherSet, Skipped, Stored, WeightsFile, fingerprint};
use crate::Result;
use crate::models::Names;

/// Everything that is shown of a file.
#[derive(Debug, Serialize)]
pub struct Inspected {
    /// As it was named.
    pub file: String,
    /// What wrote it.
    pub format: Format,
    /// Size of the file.
    pub bytes: u64,
    /// As rows of results name the file.
    pub fingerprint: String,
    /// Key of a training checkpoint under which the weights lie.
    pub nested_under: Option<String>,
    /// Further sets of weights, which are not used unless they are asked for.
    pub other_sets: Vec<OtherSet>,
    /// What loading strips from every name.
    pub prefix: String,
    /// Whose names they are, if that is known.
    pub family: Option<&'static Names>,
    /// Of all tensors.
    pub elements: usize,
    /// Tensors of each precision.
    pub dtypes: BTreeMap<Dtype, usize>,
    /// In the order of the file.
    pub tensors: Vec<TensorSummary>,
    /// Tensors that no network takes.
    pub skipped: Vec<Skipped>,
}

/// One tensor at a glance.
#[derive(Debug, Serialize)]
pub struct TensorSummary {
    /// As in the file.
    pub name: String,
    /// The same tensor's name in this program.
    pub ours: String,
    /// How many of its values are NaN or infinite, with which no network can compute.
    pub non_finite: usize,
    /// In PyTorch's order.
    pub shape: Vec<usize>,
    /// As it is stored.
    pub dtype: Dtype,
    /// `None` for a tensor without elements; not a number when one of them is none.
    pub min: Option<f32>,
    /// As `min`.
    pub max: Option<f32>,
    /// As `min`.
    pub mean: Option<f64>,
}

impl Inspected {
    /// Reads a file, or one of the sets of weights in it.
    ///
    /// # Errors
    /// When it is no weights file, or cannot be read.
    pub fn of(path: &Path, set: Option<&str>) -> Result<Self> {
        let file = WeightsFile::any(path, set)?;
        let naming = file.naming();
        let mut dtypes = BTreeMap::new();
        for stored in &file.tensors {
            *dtypes.entry(stored.dtype).or_default() += 1;
        }
        Ok(Inspected {
            file: path.display().to_string(),
            format: file.format,
            bytes: file.bytes,
            fingerprint: fingerprint(path)?,
            nested_under: file.nested_under,
            elements: file.tensors.iter().map(|stored| stored.array.values.len()).sum(),
            dtypes,
            tensors: file
                .tensors
                .iter()
                .map(|stored| TensorSummary::of(stored, naming.ours(&stored.array.name)))
                .collect(),
            prefix: naming.prefix,
            family: naming.family,
            other_sets: file.other_sets,
            skipped: file.skipped,
        })
    }
}

impl TensorSummary {
    fn of(stored: &Stored, ours: String) -> Self {
        let values = &stored.array.values;
        // A comparison passes over a NaN; here one makes both ends NaN, so that it is seen.
        let end = |better: fn(f32, f32) -> f32| {
            values
                .iter()
                .copied()
                .reduce(|a, b| if a.is_nan() || b.is_nan() { f32::NAN } else { better(a, b) })
        };
        let sum: f64 = values.iter().map(|&value| f64::from(value)).sum();
        TensorSummary {
            name: stored.array.name.clone(),
            ours,
            non_finite: values.iter().filter(|value| !value.is_finite()).count(),
            shape: stored.array.shape.clone(),
            dtype: stored.dtype,
            min: end(f32::min),
            max: end(f32::max),
            mean: (!values.is_empty()).then(|| sum / values.len() as f64),
        }
    }
}
