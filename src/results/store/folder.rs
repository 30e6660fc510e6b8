//! One run's folder, held by this process.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::{CONFIG, LOG, Log, ROW, Row};
use crate::error::{Context, Error, Result};
use crate::files::write_whole;

/// The file that a claim locks.
pub(super) const LOCK: &str = "lock";

/// The folder of a claimed run. The claim is the operating system's advisory lock on a file in it, which
/// the system lifts when the process ends, so a kill never leaves a stale one.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// Held, not read: closing it lifts the lock.
    _lock: File,
}

impl RunFolder {
    /// `None` when another process holds the lock.
    pub(super) fn lock(path: PathBuf) -> Result<Option<RunFolder>> {
        let name = path.join(LOCK);
        // The file is never deleted: a process that is about to lock it would hold a lock on nothing.
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .context("the run cannot be claimed", name.display())?;
        match file.try_lock() {
            Ok(()) => Ok(Some(RunFolder { path, _lock: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(Error::new(format!("the run cannot be claimed: {cause}"))
                .at(name.display())
                .help("the results folder must lie on a file system that can lock files")),
        }
    }

    /// Where the run's files lie, its checkpoints among them.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the resolved configuration.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_config(&self, yaml: &str) -> Result<()> {
        write_whole(&self.path.join(CONFIG), yaml.as_bytes())
    }

    /// Opens the log behind its entries up to the step `after`, from which training goes on (0: anew).
    ///
    /// # Errors
    /// When the log cannot be read or written.
    pub fn open_log(&self, after: usize) -> Result<Log> {
        Log::open(self.path.join(LOG), after)
    }

    /// Keeps the row: from then on the run is finished. A row that could not be read again, such as one
    /// with a NaN for a score, is refused.
    ///
    /// # Errors
    /// When the row is another run's, is refused, or cannot be written.
    pub fn save(&self, row: &Row) -> Result<()> {
        let path = self.path.join(ROW);
        if self.path.file_name().is_none_or(|name| name != row.identity.config_hash.as_str()) {
            return Err(Error::new(format!("the row belongs to the run {}", row.identity.config_hash))
                .at(path.display()));
        }
        let refused = |e: Error| e.help("a measured value is not a finite number; did training diverge?");
        let mut text = serde_json::to_string_pretty(row)
            .context("the row cannot be kept", path.display())
            .map_err(refused)?;
        serde_json::from_str::<Row>(&text)
            .context("the row cannot be kept", path.display())
            .map_err(refused)?;
        text.push('\n');
        write_whole(&path, text.as_bytes())
    }

    /// Makes the run as if it had never begun, to repeat it: row, log and checkpoints go. The lock stays.
    ///
    /// # Errors
    /// When the folder cannot be listed, or a file in it cannot be deleted.
    pub fn forget(&self) -> Result<()> {
        let entries =
            std::fs::read_dir(&self.path).context("the folder cannot be listed", self.path.display())?;
        for file in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            if file.is_file() && file.file_name().is_some_and(|name| name != LOCK) {
                std::fs::remove_file(&file).context("the file cannot be deleted", file.display())?;
            }
        }
        Ok(())
    }
}
