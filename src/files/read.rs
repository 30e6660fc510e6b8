//! Opening what a person names: regular files only, and texts as any editor writes them.

use std::fs::{File, FileType};
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// The largest text that is read, in bytes: far beyond any list, table or experiment, and far below what a machine holds.
const LARGEST_TEXT: u64 = 256 << 20;

/// Opens a file for reading. A named pipe or a device in its place would be waited for, perhaps for ever, or never end.
///
/// # Errors
/// When it is not there, may not be read, or is a folder, a named pipe, a socket or a device.
pub fn open(path: &Path) -> Result<File> {
    refuse_irregular(std::fs::metadata(path)?.file_type())?;
    let file = open_without_waiting(path)?;
    // What was opened may have been put there since.
    refuse_irregular(file.metadata()?.file_type())?;
    Ok(file)
}

/// All bytes of a file.
///
/// # Errors
/// As [`open`].
pub fn read(path: &Path) -> Result<Vec<u8>> {
    read_at_most(path, u64::MAX)
}

/// All bytes of a file that holds at most so many.
///
/// # Errors
/// As [`open`], and when it is larger: nothing is read then.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata()?.len();
    if size > most {
        let what = format!("it holds {size} bytes, and at most {most} are read");
        return Err(Error::new(ErrorKind::FileTooLarge, what));
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(size).unwrap_or(usize::MAX))?;
    // It may grow meanwhile.
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's text (UTF-8) without the byte-order mark that Windows' programs put before it.
///
/// # Errors
/// As [`open`], when it is larger than 256 MiB, and when it is not UTF-8 (names the line).
pub fn read_text(path: &Path) -> Result<String> {
    let mut bytes = read_at_most(path, LARGEST_TEXT)?;
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(.."\u{feff}".len());
    }
    String::from_utf8(bytes).map_err(|refused| {
        let valid = refused.utf8_error().valid_up_to();
        let line = refused.as_bytes()[..valid].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Error::new(ErrorKind::InvalidData, format!("line {line} is not UTF-8 text"))
    })
}

#[cfg(unix)]
fn open_without_waiting(path: &Path) -> Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open_without_waiting(path: &Path) -> Result<File> {
    File::open(path)
}

fn refuse_irregular(found: FileType) -> Result<()> {
    if found.is_file() {
        return Ok(());
    }
    if found.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Err(Error::new(ErrorKind::InvalidInput, format!("it is {}, no regular file", kind(found))))
}

#[cfg(unix)]
fn kind(found: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if found.is_fifo() => "a named pipe",
        () if found.is_socket() => "a socket",
        () if found.is_char_device() || found.is_block_device() => "a device",
        () => "something else",
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "something else"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_passed_over_and_a_line_that_is_no_text_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids.txt");
        std::fs::write(&path, b"\xef\xbb\xbfa\nb\n").unwrap();
        assert_eq!(read_text(&path).unwrap(), "a\nb\n");
        std::fs::write(&path, b"a\nb\xff\n").unwrap();
        assert_eq!(read_text(&path).unwrap_err().to_string(), "line 2 is not UTF-8 text");
    }

    #[test]
    fn a_file_larger_than_allowed_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.txt");
        // Takes no room on the disk.
        File::create(&path).unwrap().set_len(LARGEST_TEXT + 1).unwrap();
        let message = read_text(&path).unwrap_err().to_string();
        assert_eq!(message, "it holds 268435457 bytes, and at most 268435456 are read");
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_or_a_device_in_place_of_a_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let message = |path: &Path| open(path).unwrap_err().to_string();
        assert_eq!(message(&pipe), "it is a named pipe, no regular file");
        assert_eq!(message(Path::new("/dev/zero")), "it is a device, no regular file");
        assert_eq!(message(folder.path()), "is a directory");
        let link = folder.path().join("loop");
        std::os::unix::fs::symlink(&link, &link).unwrap();
        assert!(message(&link).contains("symbolic links"), "{}", message(&link));
    }
}
