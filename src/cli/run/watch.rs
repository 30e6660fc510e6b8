//! What a person and the log see of a run: a bar with an estimate on a terminal, plain lines otherwise.

use std::time::Instant;

use indicatif::ProgressBar;

use crate::Result;
use crate::cli::data::style;
use crate::results::{Event, Log, Row, RunFolder};
use crate::train::{Observer, Progress};

/// Passes a run's progress on to its log and to the terminal.
pub struct Watch<'a> {
    folder: &'a RunFolder,
    label: &'a str,
    log: Option<Log>,
    bar: ProgressBar,
    start: Instant,
}

impl<'a> Watch<'a> {
    /// For one run; the log is opened when the run says where it starts.
    pub fn new(folder: &'a RunFolder, label: &'a str) -> Self {
        let bar = ProgressBar::new(0).with_style(style("steps"));
        Watch { folder, label, log: None, bar, start: Instant::now() }
    }

    /// What lines about the run begin with.
    pub fn label(&self) -> &'a str {
        self.label
    }

    /// The run is done: one line with what it found.
    pub fn finish(&self, row: &Row) {
        self.bar.finish_and_clear();
        let seconds = self.start.elapsed().as_secs_f64();
        let scores = &row.accuracy.scores;
        let (title, score) = (scores.task().headline().title, 100.0 * scores.headline());
        let macs = row.cost.macs_total.mean / 1e6;
        println!("{}: {title} {score:.2} %, {macs:.0} M MACs, {seconds:.0} s", self.label);
    }

    fn write(&mut self, event: &Event) -> Result<()> {
        self.log.as_mut().map_or(Ok(()), |log| log.write(event))
    }
}

impl Observer for Watch<'_> {
    fn observe(&mut self, progress: Progress<'_>) -> Result<()> {
        match progress {
            Progress::Start { step, steps } => {
                self.log = Some(self.folder.open_log(step)?);
                if step > 0 {
                    println!("{}: goes on behind step {step}", self.label);
                }
                self.bar.set_length(steps as u64);
                self.bar.set_position(step as u64);
            }
            Progress::Step { step, loss, rate } => {
                self.bar.set_position(step as u64);
                self.bar.set_message(format!("{} loss {loss:.3}", self.label));
                let seconds = self.start.elapsed().as_secs_f64();
                let (loss, learning_rate) = (f64::from(loss), f64::from(rate));
                self.write(&Event::Step { step, loss, learning_rate, seconds })?;
            }
            Progress::Validation { step, scores } => {
                let scores = scores.metrics().map(|(metric, value)| (metric.name.to_owned(), value));
                self.write(&Event::Validation { step, scores: scores.collect() })?;
            }
            Progress::Image { done, images } => {
                self.bar.set_message(format!("{} evaluated {done}/{images}", self.label));
            }
        }
        Ok(())
    }
}
