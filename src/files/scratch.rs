//! Folders for a while, which a killed process does not leave behind for ever.

use std::fs::{File, TryLockError};
use std::path::Path;

use tempfile::{Builder, TempDir};

use crate::error::{Context, Error, Result};

/// How the names of all scratch folders begin.
const PREFIX: &str = "cadbench-scratch-";
/// The file in each that its process holds locked.
const LOCK: &str = "lock";

/// How often one is made that another process takes for one that was left behind.
const TRIES: usize = 5;

/// A folder among the system's temporary ones. It is deleted with this value; where a kill prevents that, by the next
/// process that makes one.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Held, not read: the system lifts the lock when the process ends.
    _lock: File,
}

impl Scratch {
    /// Makes one, and deletes those whose processes are gone.
    ///
    /// # Errors
    /// When the folder or its lock cannot be made.
    pub fn new() -> Result<Self> {
        Self::below(&std::env::temp_dir())
    }

    fn below(all: &Path) -> Result<Self> {
        sweep(all);
        let what = "a temporary folder cannot be made";
        for _ in 0..TRIES {
            let folder = Builder::new().prefix(PREFIX).tempdir_in(all).context(what, all.display())?;
            let lock = File::create_new(folder.path().join(LOCK)).context(what, all.display())?;
            match lock.try_lock() {
                // Between making and locking, another process may have taken it for one that was left behind.
                Ok(()) if folder.path().join(LOCK).exists() => return Ok(Scratch { folder, _lock: lock }),
                Ok(()) | Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(cause)) => return Err(cause).context(what, all.display()),
            }
        }
        Err(Error::new("temporary folders are deleted while they are made")
            .at(all.display())
            .help("try again"))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Deletes the folders that nobody holds; what cannot be deleted stays.
fn sweep(all: &Path) {
    let Ok(entries) = std::fs::read_dir(all) else { return };
    for entry in entries.flatten() {
        let is_scratch = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        // No link is followed out of here.
        if !is_scratch || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let lock = File::options().write(true).open(entry.path().join(LOCK));
        if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_killed_processes_are_deleted_and_held_ones_stay() {
        let all = tempfile::tempdir().unwrap();
        let held = Scratch::below(all.path()).unwrap();
        let left = all.path().join("cadbench-scratch-left");
        std::fs::create_dir_all(left.join("runs/abc")).unwrap();
        File::create(left.join(LOCK)).unwrap();
        let [foreign, unlocked] =
            ["another-program", "cadbench-scratch-new"].map(|name| all.path().join(name));
        std::fs::create_dir(&foreign).unwrap();
        std::fs::create_dir(&unlocked).unwrap();
        let second = Scratch::below(all.path()).unwrap();
        assert!(held.path().is_dir() && second.path().is_dir() && held.path() != second.path());
        assert!(!left.exists(), "its process is gone");
        assert!(foreign.is_dir() && unlocked.is_dir(), "nothing else is touched");
        let path = second.path().to_owned();
        drop(second);
        assert!(!path.exists());
    }
}
