//! Parquet files that know their own checksum. Parquet has checksums of pages at most, polars writes none, and a flipped bit in a
//! number gives another number.

use std::io::Cursor;

use polars::prelude::{
    DataFrame, KeyValueMetadata, ParquetCompression, ParquetReader, ParquetWriter, PolarsResult, SerReader,
};

use crate::error::{Error, Result};
use crate::system::guarded;

/// The key in the file's metadata; its value is the BLAKE3 hash of the file with zeros in the value's place.
const KEY: &str = "cadbench.blake3";
/// Hexadecimal digits of the value.
const DIGITS: usize = 64;
/// Between key and value: the type of the field, and the length of the text.
const BETWEEN: [u8; 2] = [0x18, 64];
/// What a file begins with that Git LFS put in place of a table that it did not fetch.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The bytes of a Parquet file, with its checksum.
pub(super) fn write(frame: &DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let empty = KeyValueMetadata::from_static(vec![(KEY.to_owned(), "0".repeat(DIGITS))]);
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(empty))
        .finish(&mut frame.clone())?;
    let hash = blake3::hash(&bytes).to_hex();
    if let Some(place) = place(&bytes) {
        bytes[place..place + DIGITS].copy_from_slice(hash.as_bytes());
    }
    Ok(bytes)
}

/// Reads a Parquet file that [`write`] made, now or before there were checksums.
///
/// # Errors
/// When the checksum is another one, or the bytes are no Parquet file.
pub fn read_parquet(bytes: Vec<u8>) -> Result<DataFrame> {
    refuse_pointer(&bytes)?;
    if let Some(place) = place(&bytes) {
        let mut empty = bytes.clone();
        let named = empty[place..place + DIGITS].to_owned();
        empty[place..place + DIGITS].fill(b'0');
        if named != blake3::hash(&empty).to_hex().as_bytes() {
            return Err(Error::new("the table is damaged: its checksum is another one"));
        }
    }
    // Polars trusts lengths and offsets inside a file and panics where they lie.
    let read = guarded(|| ParquetReader::new(Cursor::new(bytes)).finish());
    let damaged = |cause: &str| {
        Error::new(format!("the table is damaged: {}", cause.lines().next().unwrap_or_default()))
    };
    match read {
        Some(Ok(frame)) => Ok(frame),
        Some(Err(cause)) => Err(damaged(&cause.to_string())),
        None => Err(damaged("it is no Parquet file that can be read")),
    }
}

/// Refuses what Git LFS leaves where it did not fetch a file.
///
/// # Errors
/// When it is that.
pub fn refuse_pointer(bytes: &[u8]) -> Result<()> {
    match bytes.starts_with(POINTER) {
        true => Err(Error::new("this is a pointer of Git LFS, not the table that it stands for")
            .help("fetch the file: `git lfs pull`")),
        false => Ok(()),
    }
}

/// Where the value begins; `None` in files of before there were checksums.
fn place(bytes: &[u8]) -> Option<usize> {
    let head = [KEY.as_bytes(), &BETWEEN].concat();
    let key = bytes.windows(head.len()).rposition(|window| window == head)?;
    let value = key + head.len();
    (value + DIGITS <= bytes.len()).then_some(value)
}
