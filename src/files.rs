//! Files that are there as a whole or not at all, and reading them. Knows the file system only.

mod read;
mod scratch;

use std::io::Write;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::error::{Context, Error, Result};

pub use read::{open, read, read_at_most, read_text};
pub use scratch::Scratch;

/// How the name of a file begins that is still being written; one that a kill left behind is never read.
pub const UNFINISHED: &str = ".unfinished-";

/// What content is told apart by in names and rows: the first sixteen hexadecimal digits of its hash.
pub fn fingerprint(hash: &blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}

/// Writes a file, and the folders above it, so that a reader, a kill or a full disk never sees or leaves a
/// part of it: into a temporary file beside it, flushed to the disk, then renamed over it.
///
/// # Errors
/// When the path names no file, a folder cannot be made, the file cannot be written, or (on Unix) its folder cannot be flushed:
/// only then is the new file in place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().ok_or_else(|| Error::new("this is no file's name").at(path.display()))?;
    // A bare name lies in the folder that the program runs in.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    make_folder(folder)?;
    let write = || -> std::io::Result<()> {
        let mut file = temporary(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|refused| refused.error)?;
        Ok(())
    };
    write().context("the file cannot be written", path.display()).map_err(|e| {
        e.help(
            "check that the disk has room and that the folder may be written; what stood there is untouched",
        )
    })?;
    sync_folder(folder).context("the folder cannot be flushed to the disk", folder.display()).map_err(|e| {
        let name = path.file_name().unwrap_or_default().display();
        e.help(format!(
            "check the disk: {name} is written and read as it should be, but a power cut may undo it"
        ))
    })
}

/// Deletes what killed processes left of files in a folder that they were writing; only where nobody writes now. What cannot be
/// deleted stays: it harms nothing.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(UNFINISHED)) && path.is_file() {
            std::fs::remove_file(path).ok();
        }
    }
}

/// Makes a folder and those above it.
///
/// # Errors
/// When one of them cannot be made, as where a file stands in its place.
pub fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).context("the folder cannot be made", folder.display())
}

/// Do two paths lead to one file that is there, by whatever links and names?
pub fn are_same(one: &Path, other: &Path) -> bool {
    match (file_id(one), file_id(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Device and number of the file behind all links.
#[cfg(unix)]
fn file_id(path: &Path) -> std::io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let about = std::fs::metadata(path)?;
    Ok((about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn file_id(path: &Path) -> std::io::Result<std::path::PathBuf> {
    std::fs::canonicalize(path)
}

/// Readable as any other new file; temporary files are private by default.
#[cfg(unix)]
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let as_umask_says = std::fs::Permissions::from_mode(0o666);
    Builder::new().prefix(UNFINISHED).permissions(as_umask_says).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

/// Makes the rename itself survive a power cut; where folders cannot be opened there is nothing to do.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_file_replaces_the_old_one_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/row.json");
        write_whole(&path, b"old").unwrap();
        write_whole(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        std::fs::write(&blocked, b"").unwrap();
        let error = write_whole(&blocked.join("row.json"), b"x").unwrap_err();
        assert!(error.to_string().contains("the folder cannot be made"), "{error}");
        assert!(error.to_string().contains(&blocked.display().to_string()), "{error}");
    }

    #[test]
    fn what_cannot_be_replaced_is_reported_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("row.json");
        std::fs::create_dir(&path).unwrap();
        let error = write_whole(&path, b"x").unwrap_err();
        assert!(error.what().starts_with("the file cannot be written"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }
}
