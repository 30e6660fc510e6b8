//! One process at a time writes the tables and pages that are made of the rows.

use std::fs::{File, TryLockError};

use super::Store;
use crate::error::{Context, Result};

/// Lies among the folders of the runs, which are no part of what is committed.
const LOCK: &str = "report.lock";

/// The right to write the report; it ends with this value or with the process.
#[derive(Debug)]
pub struct ReportLock {
    /// Held, not read.
    _file: File,
}

impl Store {
    /// Waits until no other process writes the report; `waits` hears of it when there is one. Rows must be read afterwards: the
    /// other process may have finished some. `None` where there are no runs.
    ///
    /// # Errors
    /// When the file cannot be made or locked.
    pub fn lock_report(&self, waits: impl FnOnce()) -> Result<Option<ReportLock>> {
        if !self.runs.is_dir() {
            return Ok(None);
        }
        let path = self.runs.join(LOCK);
        let what = "the report cannot be written by one process alone";
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.context(what, path.display())?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waits();
                file.lock().context(what, path.display())?;
            }
            Err(TryLockError::Error(cause)) => Err(cause).context(what, path.display())?,
        }
        Ok(Some(ReportLock { _file: file }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn two_processes_never_write_the_report_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        assert!(store.lock_report(|| ()).unwrap().is_none(), "no runs, no folder");
        drop(store.claim("abc").unwrap());
        let (inside, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let _lock = store.lock_report(|| ()).unwrap().unwrap();
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    inside.fetch_sub(1, Ordering::SeqCst);
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), 4);
        assert!(store.list().unwrap().iter().all(|run| run.hash != "report.lock"));
    }
}
