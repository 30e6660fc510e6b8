//! A checksum inside of files that only this program writes: JSON objects whose first entry it is.

use crate::error::{Error, Result};

/// How the line of the checksum begins; it stands behind the object's opening line.
const KEY: &str = "  \"checksum\": \"";
const END: &str = "\",\n";
const OPEN: &str = "{\n";

/// A JSON object, written over several lines, with its checksum: BLAKE3 of the text as it was without it.
pub(super) fn seal(text: &str) -> String {
    let inside = text.strip_prefix(OPEN).unwrap_or(text);
    format!("{OPEN}{KEY}{}{END}{inside}", blake3::hash(text.as_bytes()).to_hex())
}

/// Has the text the checksum that it names? `false` where it names none, as files of before there were any.
///
/// # Errors
/// When it has another one.
pub(super) fn is_sealed(text: &str) -> Result<bool> {
    let sealed = text.strip_prefix(OPEN).and_then(|rest| rest.strip_prefix(KEY));
    let Some((named, inside)) = sealed.and_then(|rest| rest.split_once(END)) else { return Ok(false) };
    let found = blake3::hash(format!("{OPEN}{inside}").as_bytes());
    if found.to_hex().as_str() == named {
        return Ok(true);
    }
    Err(Error::new("the file is not as it was written: its checksum is another one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": 0.5,\n  \"b\": [1, 2]\n}\n";

    #[test]
    fn a_sealed_file_is_known_and_an_old_one_without_a_checksum_is_told_apart() {
        assert!(is_sealed(&seal(TEXT)).unwrap());
        assert!(!is_sealed(TEXT).unwrap());
        let read: serde_json::Value = serde_json::from_str(&seal(TEXT)).unwrap();
        assert_eq!(read["a"], 0.5);
    }

    #[test]
    fn every_changed_bit_is_found_or_leaves_no_json_or_no_checksum() {
        let sealed = seal(TEXT).into_bytes();
        for place in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[place / 8] ^= 1 << (place % 8);
            let Ok(text) = String::from_utf8(flipped) else { continue };
            assert!(!is_sealed(&text).unwrap_or(false), "bit {place}:\n{text}");
        }
    }
}
