//! Numbers as a file stores them.

use std::fmt;

use half::{bf16, f16};
use serde::Serialize;

use crate::executor::Array;
use crate::{Error, Result};

/// An array, and the precision that its file keeps it in.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Values as float32; those of float64 are rounded to the nearest.
    pub array: Array,
    /// The type that the file has for them.
    pub dtype: Dtype,
}

/// How many tensors a message names.
const SHOWN: usize = 3;

/// Refuses values that no network can compute with.
///
/// # Errors
/// When a value is not a finite number, with the tensors and how many of their values.
pub(super) fn refuse_non_finite(tensors: &[Stored]) -> Result<()> {
    let count =
        |stored: &Stored, is: fn(f32) -> bool| stored.array.values.iter().filter(|value| is(**value)).count();
    let told = |stored: &Stored| {
        let (none, endless) = (count(stored, f32::is_nan), count(stored, f32::is_infinite));
        let all = stored.array.values.len();
        (none + endless > 0)
            .then(|| format!("{} ({none} NaN and {endless} infinite of {all} values)", stored.array.name))
    };
    let found: Vec<String> = tensors.iter().filter_map(told).collect();
    if found.is_empty() {
        return Ok(());
    }
    let more = if found.len() > SHOWN {
        format!(" and {} further tensors", found.len() - SHOWN)
    } else {
        String::new()
    };
    let shown = found[..found.len().min(SHOWN)].join(", ");
    // A float64 that no float32 can hold is infinite, too.
    Err(Error::new(format!("the weights are no finite numbers: {shown}{more}"))
        .help("the training that wrote them diverged, or the file is damaged: take an earlier checkpoint, or get the file again"))
}

/// A floating-point type of stored numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dtype {
    /// Double precision, 8 bytes.
    F64,
    /// Single precision, 4 bytes.
    F32,
    /// IEEE half precision, 2 bytes: 5 bits of exponent, 10 of fraction.
    F16,
    /// The upper 2 bytes of a float32: 8 bits of exponent, 7 of fraction.
    Bf16,
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Dtype::F64 => "f64",
            Dtype::F32 => "f32",
            Dtype::F16 => "f16",
            Dtype::Bf16 => "bf16",
        })
    }
}

impl Dtype {
    /// Bytes of one number.
    pub fn size(self) -> usize {
        match self {
            Dtype::F64 => 8,
            Dtype::F32 => 4,
            Dtype::F16 | Dtype::Bf16 => 2,
        }
    }

    /// Little-endian numbers as float32. Exact but for float64, which is rounded to the nearest.
    pub fn decode(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            Dtype::F64 => numbers(bytes, |number| f64::from_le_bytes(number) as f32),
            Dtype::F32 => numbers(bytes, f32::from_le_bytes),
            Dtype::F16 => numbers(bytes, |number| f16::from_le_bytes(number).to_f32()),
            Dtype::Bf16 => numbers(bytes, |number| bf16::from_le_bytes(number).to_f32()),
        }
    }

    /// The values of an array as little-endian numbers, rounded to the nearest (ties to even).
    ///
    /// # Errors
    /// When a finite value lies beyond the type's largest number.
    pub fn encode(self, array: &Array) -> Result<Vec<u8>> {
        let rounded = |value: f32| match self {
            Dtype::F64 | Dtype::F32 => value,
            Dtype::F16 => f16::from_f32(value).to_f32(),
            Dtype::Bf16 => bf16::from_f32(value).to_f32(),
        };
        let beyond = |value: &f32| value.is_finite() && rounded(*value).is_infinite();
        if let Some(value) = array.values.iter().copied().find(beyond) {
            let what = format!("{} holds {value}, beyond the largest number of {self}", array.name);
            return Err(Error::new(what).help("f32 holds every value"));
        }
        let values = array.values.iter();
        Ok(match self {
            Dtype::F64 => values.flat_map(|&value| f64::from(value).to_le_bytes()).collect(),
            Dtype::F32 => values.flat_map(|value| value.to_le_bytes()).collect(),
            Dtype::F16 => values.flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect(),
            Dtype::Bf16 => values.flat_map(|&value| bf16::from_f32(value).to_le_bytes()).collect(),
        })
    }
}

fn numbers<const SIZE: usize>(bytes: &[u8], number: impl Fn([u8; SIZE]) -> f32) -> Vec<f32> {
    bytes.as_chunks::<SIZE>().0.iter().map(|&bytes| number(bytes)).collect()
}
