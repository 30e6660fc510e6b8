//! Fingerprints of files, each read once in a process as long as it stays as it is.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::data::{Dataset, fingerprint};
use crate::error::{Context, Result};

/// Fingerprints of this process, by what tells whether files are still the same. Reading a data set takes longer than many
/// a run, and the runs of an experiment share it.
static KNOWN: LazyLock<Mutex<HashMap<blake3::Hash, String>>> = LazyLock::new(Mutex::default);

/// The hash of every file behind a fingerprint.
static HELD: LazyLock<Mutex<HashMap<String, Arc<[blake3::Hash]>>>> = LazyLock::new(Mutex::default);

/// The fingerprint of some images; each file is read once in a process as long as it stays as it is.
///
/// # Errors
/// When a file cannot be read.
pub fn of_images(images: &dyn Dataset) -> Result<String> {
    let files = images.files();
    let found =
        known(files.iter().map(|file| (file.name.as_str(), file.path.as_path())), || fingerprint(images))?;
    if let Some(contents) = images.contents() {
        // Runs that share the data share what its files held, too.
        let mut all = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        match contents.kept() {
            Some(held) => drop(all.insert(found.clone(), held)),
            None => {
                if let Some(held) = all.get(&found) {
                    contents.keep(held.clone());
                }
            }
        }
    }
    Ok(found)
}

/// The fingerprint of a weights file, in the same way.
///
/// # Errors
/// When the file cannot be read.
pub fn of_weights(path: &Path) -> Result<String> {
    known([("weights", path)].into_iter(), || crate::weights::fingerprint(path))
}

/// The fingerprint of a checkpoint, whatever times and checksum it holds, in the same way.
///
/// # Errors
/// When the file cannot be read or is not as it was written.
pub fn of_checkpoint(path: &Path) -> Result<String> {
    known([("checkpoint", path)].into_iter(), || crate::evaluate::checkpoint::fingerprint(path))
}

fn known<'a>(
    files: impl Iterator<Item = (&'a str, &'a Path)>,
    read: impl FnOnce() -> Result<String>,
) -> Result<String> {
    let mut stamp = blake3::Hasher::new();
    for (name, path) in files {
        let metadata = std::fs::metadata(path).context("this file cannot be read", path.display())?;
        stamp.update(format!("{name}\0{}\0{}\n", path.display(), state(&metadata)).as_bytes());
    }
    let stamp = stamp.finalize();
    // A thread that panicked while it held the lock left a whole map: entries are only added.
    let map = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(fingerprint) = map().get(&stamp) {
        return Ok(fingerprint.clone());
    }
    let fingerprint = read()?;
    map().insert(stamp, fingerprint.clone());
    Ok(fingerprint)
}

/// What changes when a file is written or replaced, even where its size and its stated time are kept.
#[cfg(unix)]
fn state(of: &Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    let times = (of.mtime(), of.mtime_nsec(), of.ctime(), of.ctime_nsec());
    format!("{} {} {} {times:?}", of.len(), of.dev(), of.ino())
}

/// What changes when a file is written.
#[cfg(not(unix))]
fn state(of: &Metadata) -> String {
    format!("{} {:?}", of.len(), of.modified().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_hashed_once_and_again_when_it_was_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.safetensors");
        let print = |expected: usize| {
            let mut read = 0;
            let found = known([("w", path.as_path())].into_iter(), || {
                read += 1;
                crate::weights::fingerprint(&path)
            });
            assert_eq!(read, expected);
            found.unwrap()
        };
        std::fs::write(&path, "one").unwrap();
        let one = print(1);
        assert_eq!(print(0), one);
        // A rename keeps size and time, but it is another file.
        let other = folder.path().join("other");
        std::fs::write(&other, "two").unwrap();
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::fs::File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_ne!(print(1), one);
    }
}
