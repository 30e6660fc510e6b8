//! What a PyTorch file's container says, before the reader believes it.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::opcodes;
use crate::error::Context;
use crate::{Error, Result, files};

/// Pickles at the start of a legacy stream: magic number, protocol, system, the object, the storages' keys.
const LEGACY_PICKLES: usize = 5;
/// A TAR archive is made of blocks.
const BLOCK: usize = 512;

/// Looks at a file of so many `bytes`: its pickle's opcodes, and the sizes of a TAR archive.
///
/// # Errors
/// When it cannot be read, its pickle is refused ([`opcodes::check`]), or a TAR entry claims more than the file has.
pub(super) fn check(path: &Path, bytes: u64) -> Result<()> {
    let mut file = files::open(path).context("this file cannot be read", path.display())?;
    let mut head = [0; BLOCK];
    let read = file.read(&mut head).and_then(|read| file.rewind().map(|()| read));
    let head = &head[..read.context("this file cannot be read", path.display())?];
    if head.starts_with(b"PK") {
        return zip(file);
    }
    if head.get(257..262) == Some(b"ustar") {
        return tar(file, bytes);
    }
    opcodes::check(BufReader::new(file), LEGACY_PICKLES)
}

/// A directory that cannot be read is left to the reader.
fn zip(file: File) -> Result<()> {
    let Ok(mut archive) = zip::ZipArchive::new(file) else { return Ok(()) };
    for number in 0..archive.len() {
        let Ok(entry) = archive.by_index(number) else { continue };
        let is_pickle = |name: &str| name == "data.pkl" || name.ends_with("/data.pkl");
        if entry.name().is_ok_and(|name| is_pickle(&name)) {
            opcodes::check(BufReader::new(entry), 1)?;
        }
    }
    Ok(())
}

fn tar(mut file: File, bytes: u64) -> Result<()> {
    let mut header = [0; BLOCK];
    let mut at = 0;
    while at + BLOCK as u64 <= bytes {
        let read = file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut header));
        if read.is_err() || header[0] == 0 {
            break;
        }
        let size = octal(&header[124..136]).filter(|size| *size <= bytes - at);
        let (Some(size), false) = (size, header[156] == b'S') else {
            return Err(Error::new("an entry of the TAR archive claims more than the file holds")
                .help("get the file again from a source that you trust"));
        };
        at += BLOCK as u64 + size.next_multiple_of(BLOCK as u64);
    }
    Ok(())
}

/// A number in octal digits; `None` where it is none.
fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    u64::from_str_radix(text, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TAR archive of one entry whose header says so many bytes.
    fn archive(size: &str, kind: u8) -> Vec<u8> {
        let mut bytes = vec![0; 3 * BLOCK];
        bytes[..8].copy_from_slice(b"storages");
        bytes[124..124 + size.len()].copy_from_slice(size.as_bytes());
        bytes[156] = kind;
        bytes[257..262].copy_from_slice(b"ustar");
        bytes
    }

    #[test]
    fn an_entry_that_claims_more_than_the_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.pth");
        let checked = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            check(&path, bytes.len() as u64)
        };
        assert!(checked(&archive("00000001000", b'0')).is_ok());
        for (size, kind) in [("00000001000", b'S'), ("20000000000", b'0'), ("\u{1}\u{1}", b'0')] {
            let message = checked(&archive(size, kind)).unwrap_err().to_string();
            assert!(message.contains("claims more than the file holds"), "{message}");
        }
    }
}
