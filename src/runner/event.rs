//! What happens to a run: for the person who waits for it, and for its log.

use std::time::{Duration, Instant};

use crate::Result;
use crate::experiment::Run;
use crate::results::{Diverged, Event, Log, Row, RunFolder};
use crate::train::{Observer, Progress};

/// Something that happened to a run.
pub enum RunEvent<'a> {
    /// It is its turn.
    Begins,
    /// Another process works on it.
    Elsewhere,
    /// It was finished before; nothing is done.
    FinishedBefore,
    /// Something of what was there before that a person should know, as the end of a sentence about the run.
    Note(&'a str),
    /// It diverged before, on the same data; nothing is done.
    DivergedBefore(&'a Diverged),
    /// What it starts from, as a sentence.
    StartsFrom(&'a str),
    /// A step, a validation or an image is done.
    Progress(Progress<'a>),
    /// It is done, after so many seconds.
    Finished {
        /// What it found.
        row: &'a Row,
        /// Since this process began it.
        seconds: f64,
    },
}

/// Whoever shows runs to a person.
pub trait RunObserver {
    /// # Errors
    /// When it cannot be shown or written down.
    fn run_event(&mut self, run: &Run, event: RunEvent<'_>) -> Result<()>;
}

/// Writes a run's progress into its log and passes it on.
pub(super) struct Recorder<'a> {
    run: &'a Run,
    folder: &'a RunFolder,
    observer: &'a mut dyn RunObserver,
    log: Option<Log>,
    start: Instant,
    /// What the processes before this one took for training.
    before: Duration,
    /// Optimiser steps done.
    step: usize,
}

impl<'a> Recorder<'a> {
    /// For one run; the log is opened when the run says where it starts.
    pub fn new(run: &'a Run, folder: &'a RunFolder, observer: &'a mut dyn RunObserver) -> Self {
        let (start, before) = (Instant::now(), Duration::ZERO);
        Recorder { run, folder, observer, log: None, start, before, step: 0 }
    }

    /// Optimiser steps done.
    pub fn step(&self) -> usize {
        self.step
    }

    /// What the run starts from.
    pub fn starts_from(&mut self, what: &str) -> Result<()> {
        self.observer.run_event(self.run, RunEvent::StartsFrom(what))
    }

    /// The run is done.
    pub fn finish(&mut self, row: &Row) -> Result<()> {
        let seconds = self.start.elapsed().as_secs_f64();
        self.observer.run_event(self.run, RunEvent::Finished { row, seconds })
    }

    fn record(&mut self, progress: &Progress<'_>) -> Result<()> {
        match *progress {
            Progress::Start { step, validation_due, seconds, .. } => {
                let log = self.folder.open_log(step, validation_due)?;
                // A log also counts what lies between steps, so it may be further than the steps' own time.
                let before = Duration::try_from_secs_f64(seconds.max(log.until())).unwrap_or_default();
                (self.step, self.before, self.log) = (step, before, Some(log));
            }
            Progress::Step { step, .. } => self.step = step,
            _ => {}
        }
        match (&mut self.log, log_entry(progress, self.before + self.start.elapsed())) {
            (Some(log), Some(entry)) => log.write(&entry),
            _ => Ok(()),
        }
    }
}

/// What a log keeps of progress; `elapsed` since the run began, without the time between two processes.
pub(super) fn log_entry(progress: &Progress<'_>, elapsed: Duration) -> Option<Event> {
    match *progress {
        Progress::Step { step, loss, rate } => {
            let (loss, learning_rate) = (f64::from(loss), f64::from(rate));
            Some(Event::Step { step, loss, learning_rate, seconds: elapsed.as_secs_f64() })
        }
        Progress::Validation { step, scores } => {
            let scores = scores.metrics().map(|(metric, value)| (metric.name.to_owned(), value));
            Some(Event::Validation { step, scores: scores.collect() })
        }
        Progress::Start { .. } | Progress::Told(_) | Progress::Image { .. } => None,
    }
}

impl Observer for Recorder<'_> {
    fn observe(&mut self, progress: Progress<'_>) -> Result<()> {
        self.record(&progress)?;
        self.observer.run_event(self.run, RunEvent::Progress(progress))
    }
}
