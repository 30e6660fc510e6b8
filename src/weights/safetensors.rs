//! The safetensors format, in and out.

use std::collections::HashMap;
use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype as Type, TensorView};

use super::{Dtype, Format, Skipped, Stored, WeightsFile};
use crate::executor::Array;
use crate::{Error, Result, files};

/// The longest header that the format allows, in bytes.
const LONGEST_HEADER: u64 = 100_000_000;

/// Does a file begin as the format does: the header's length as eight bytes, then the header's brace?
pub(super) fn begins(start: &[u8]) -> bool {
    let length = start.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    length.is_some_and(|length| length <= LONGEST_HEADER) && start.get(8) == Some(&b'{')
}

/// Reads a file; its place and size are the caller's to fill in.
pub(super) fn read(path: &Path) -> Result<WeightsFile> {
    let damaged = |cause: String| {
        Error::new(format!("the weights file is cut off or damaged: {cause}"))
            .help("get the file again and compare its size or checksum with the source's")
    };
    let bytes = files::read(path).map_err(|cause| damaged(cause.to_string()))?;
    let file = SafeTensors::deserialize(&bytes).map_err(|cause| damaged(cause.to_string()))?;
    let (mut tensors, mut skipped) = (Vec::new(), Vec::new());
    for (name, view) in file.iter() {
        let (name, shape) = (name.to_owned(), view.shape().to_vec());
        match float(view.dtype()) {
            Some(dtype) => {
                let values = dtype.decode(view.data());
                tensors.push(Stored { array: Array { name, shape, values }, dtype });
            }
            None if is_whole(view.dtype()) => {
                skipped.push(Skipped { name, shape, dtype: view.dtype().to_string().to_lowercase() });
            }
            None => {
                let what = format!("{name} is stored as {}, which cannot be read", view.dtype());
                return Err(Error::new(what).help("convert it to float32, float16 or bfloat16"));
            }
        }
    }
    let format = Format::Safetensors;
    let (path, other_sets) = (path.to_owned(), Vec::new());
    Ok(WeightsFile { path, format, bytes: 0, nested_under: None, tensors, other_sets, skipped })
}

fn float(dtype: Type) -> Option<Dtype> {
    match dtype {
        Type::F64 => Some(Dtype::F64),
        Type::F32 => Some(Dtype::F32),
        Type::F16 => Some(Dtype::F16),
        Type::BF16 => Some(Dtype::Bf16),
        _ => None,
    }
}

fn is_whole(dtype: Type) -> bool {
    use Type::{BOOL, I8, I16, I32, I64, U8, U16, U32, U64};
    [BOOL, U8, I8, U16, I16, U32, I32, U64, I64].contains(&dtype)
}

/// The arrays as a safetensors file, with a note in its header under a key. One at most: the format's library puts
/// several in any order, and equal arrays are to give equal bytes.
///
/// # Errors
/// When a value does not fit the type, or a shape its values.
pub fn encode(arrays: &[Array], dtype: Dtype, note: Option<(&str, String)>) -> Result<Vec<u8>> {
    let bytes: Vec<Vec<u8>> = arrays.iter().map(|array| dtype.encode(array)).collect::<Result<_>>()?;
    let dtype = match dtype {
        Dtype::F64 => Type::F64,
        Dtype::F32 => Type::F32,
        Dtype::F16 => Type::F16,
        Dtype::Bf16 => Type::BF16,
    };
    let refused = |cause: safetensors::SafeTensorError| {
        Error::new(format!("the arrays cannot be stored as safetensors: {cause}"))
    };
    let view = |(array, bytes)| {
        let array: &Array = array;
        let bytes: &Vec<u8> = bytes;
        let view = TensorView::new(dtype, array.shape.clone(), bytes).map_err(refused)?;
        Ok((array.name.as_str(), view))
    };
    let views: Vec<_> = arrays.iter().zip(&bytes).map(view).collect::<Result<_>>()?;
    let notes: HashMap<String, String> = note.into_iter().map(|(key, note)| (key.to_owned(), note)).collect();
    safetensors::serialize(views, Some(notes)).map_err(refused)
}
