//! What happens to runs, written down for TensorBoard as well.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::event::{RunEvent, RunObserver, log_entry};
use crate::Result;
use crate::experiment::Run;
use crate::results::Store;
use crate::tensorboard::Curves;
use crate::train::Progress;

/// Writes the curves of each run into `folder/experiment/variant/seed` and passes on what happens.
pub struct TensorBoard<'a> {
    folder: &'a Path,
    store: &'a Store,
    observer: &'a mut dyn RunObserver,
    curves: Option<Curves>,
    start: Instant,
}

impl<'a> TensorBoard<'a> {
    /// Under a folder, for runs of a store whose logs have what was before.
    pub fn new(folder: &'a Path, store: &'a Store, observer: &'a mut dyn RunObserver) -> Self {
        TensorBoard { folder, store, observer, curves: None, start: Instant::now() }
    }

    fn write(&mut self, run: &Run, event: &RunEvent<'_>) -> Result<()> {
        match event {
            RunEvent::Begins => (self.curves, self.start) = (None, Instant::now()),
            // By now the log ends where the run goes on.
            RunEvent::Progress(Progress::Start { .. }) => {
                self.curves = Some(self.begin(run, SystemTime::now())?);
            }
            RunEvent::Progress(progress) => {
                let entry = log_entry(progress, self.start.elapsed());
                if let (Some(curves), Some(entry)) = (&mut self.curves, entry) {
                    curves.write(&entry)?;
                }
            }
            RunEvent::FinishedBefore => {
                let row = self.store.row(&run.hash)?;
                let finished = row.and_then(|row| row.provenance.finished);
                let finished = finished.and_then(|time| humantime::parse_rfc3339_weak(&time).ok());
                self.begin(run, finished.unwrap_or_else(SystemTime::now))?;
            }
            RunEvent::Elsewhere
            | RunEvent::DivergedBefore(_)
            | RunEvent::Note(_)
            | RunEvent::StartsFrom(_)
            | RunEvent::Finished { .. } => {}
        }
        Ok(())
    }

    fn begin(&self, run: &Run, end_of_log: SystemTime) -> Result<Curves> {
        let place = [&run.experiment, &run.variant, &run.seed.to_string()].into_iter().collect::<PathBuf>();
        Curves::begin(&self.folder.join(place), &self.store.events(&run.hash)?, end_of_log)
    }
}

impl RunObserver for TensorBoard<'_> {
    fn run_event(&mut self, run: &Run, event: RunEvent<'_>) -> Result<()> {
        self.write(run, &event)?;
        self.observer.run_event(run, event)
    }
}
