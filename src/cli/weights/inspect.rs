//! `cadbench weights inspect`: what a file holds, as a structure that serves the table and JSON alike.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::page;
use crate::Result;
use crate::error::Context;
use crate::models::Names;
use crate::weights::{Dtype, Format, Skipped, Stored, WeightsFile, fingerprint};

/// Everything that is shown of a file.
#[derive(Debug, Serialize)]
pub struct Inspected {
    pub file: String,
    pub format: Format,
    /// Size of the file.
    pub bytes: u64,
    /// As rows of results name the file.
    pub fingerprint: String,
    /// Key of a training checkpoint under which the weights lie.
    pub nested_under: Option<String>,
    /// What loading strips from every name.
    pub prefix: String,
    pub family: Option<&'static Names>,
    pub elements: usize,
    /// Tensors of each precision.
    pub dtypes: BTreeMap<Dtype, usize>,
    pub tensors: Vec<Line>,
    pub skipped: Vec<Skipped>,
}

/// One tensor at a glance.
#[derive(Debug, Serialize)]
pub struct Line {
    /// As in the file.
    pub name: String,
    /// The same tensor's name in this program.
    pub ours: String,
    pub shape: Vec<usize>,
    pub dtype: Dtype,
    /// `None` for a tensor without elements; not a number when one of them is none.
    pub min: Option<f32>,
    pub max: Option<f32>,
    pub mean: Option<f64>,
}

/// The page about a file, or JSON.
pub fn inspect(file: &Path, json: bool) -> Result<String> {
    let inspected = Inspected::of(file)?;
    if json {
        return serde_json::to_string_pretty(&inspected)
            .context("this cannot be told as JSON", file.display());
    }
    Ok(page::page(&inspected))
}

impl Inspected {
    /// Reads a file.
    pub fn of(path: &Path) -> Result<Self> {
        let file = WeightsFile::read(path)?;
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
                .map(|stored| Line::of(stored, naming.ours(&stored.array.name)))
                .collect(),
            prefix: naming.prefix,
            family: naming.family,
            skipped: file.skipped,
        })
    }
}

impl Line {
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
        Line {
            name: stored.array.name.clone(),
            ours,
            shape: stored.array.shape.clone(),
            dtype: stored.dtype,
            min: end(f32::min),
            max: end(f32::max),
            mean: (!values.is_empty()).then(|| sum / values.len() as f64),
        }
    }
}
