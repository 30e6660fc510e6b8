//! One run's folder, held by this process.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use super::sources::SOURCE;
use super::{CONFIG, LOG, Log, ROW, Row, seal};
use crate::error::{Context, Error, Result};
use crate::files::{sweep, write_whole};

/// The file that a claim locks.
pub(super) const LOCK: &str = "lock";
/// How the names of rows begin that were put aside.
const EARLIER: &str = "row-before-";

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
            Ok(()) => {
                // Whoever wrote these was killed: nobody else holds the run.
                sweep(&path);
                Ok(Some(RunFolder { path, _lock: file }))
            }
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

    /// Opens the log behind its entries up to the step `after`, from which training goes on (0: anew); without that of the
    /// validation behind this step when it is still due.
    ///
    /// # Errors
    /// When the log cannot be read or written.
    pub fn open_log(&self, after: usize, validation_due: bool) -> Result<Log> {
        Log::open(self.path.join(LOG), after, validation_due)
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
        let text = serde_json::to_string_pretty(row)
            .context("the row cannot be kept", path.display())
            .map_err(refused)?;
        let read: Row =
            serde_json::from_str(&text).context("the row cannot be kept", path.display()).map_err(refused)?;
        let sound = read.check().map_err(|e| e.what().to_owned());
        sound.context("the row cannot be kept", path.display()).map_err(refused)?;
        write_whole(&path, seal::seal(&(text + "\n")).as_bytes())
    }

    /// Puts the row aside under another name, so that the run counts as not finished; returns that name.
    ///
    /// # Errors
    /// When the file cannot be renamed.
    pub fn set_row_aside(&self) -> Result<String> {
        let row = self.path.join(ROW);
        let free = (1..).map(|number| format!("{EARLIER}{number}.json"));
        // There are fewer files in a folder than numbers.
        let name = free.into_iter().find(|name| !self.path.join(name).exists()).unwrap_or_default();
        std::fs::rename(&row, self.path.join(&name)).context("the row cannot be put aside", row.display())?;
        Ok(name)
    }

    /// Makes the run as if it had never begun, to repeat it with other inputs: log and checkpoints go, rows of before stay.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub fn begin_anew(&self) -> Result<()> {
        self.delete(|name| name != ROW && !name.starts_with(EARLIER) && !name.starts_with(SOURCE))
    }

    /// Makes the run as if it had never begun, whatever it found: its row goes, too; rows of before stay.
    ///
    /// # Errors
    /// As [`Self::forget`].
    pub fn repeat(&self) -> Result<()> {
        self.delete(|name| !name.starts_with(EARLIER) && !name.starts_with(SOURCE))
    }

    /// Leaves nothing of the run: row, rows of before, log and checkpoints go. The lock stays.
    ///
    /// # Errors
    /// When the folder cannot be listed, or a file in it cannot be deleted.
    pub fn forget(&self) -> Result<()> {
        self.delete(|_| true)
    }

    fn delete(&self, goes: impl Fn(&str) -> bool) -> Result<()> {
        let entries =
            std::fs::read_dir(&self.path).context("the folder cannot be listed", self.path.display())?;
        for file in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let name = file.file_name().unwrap_or_default();
            // A name that is no text is none of this program's.
            let goes = name.to_str().is_some_and(|name| name != LOCK && goes(name));
            if goes && file.is_file() {
                std::fs::remove_file(&file).context("the file cannot be deleted", file.display())?;
            }
        }
        Ok(())
    }
}
