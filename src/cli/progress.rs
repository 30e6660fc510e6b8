//! What a person sees of runs: a bar with an estimate on a terminal, plain lines in a log.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use crate::Result;
use crate::experiment::Run;
use crate::metrics::Scores;
use crate::results::Row;
use crate::runner::{RunEvent, RunObserver};
use crate::text::out;
use crate::text::quantity::Scale;
use crate::text::visible;
use crate::train::Progress;

/// A bar with an estimate of the time left.
pub fn bar(length: usize, what: &str) -> ProgressBar {
    let template = format!("{{bar:30}} {{pos}}/{{len}} {what} {{msg}} {{eta}} left");
    // The template is fixed but for plain words, so the default never comes into play.
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}

/// Shows runs one after the other.
pub struct RunDisplay {
    runs: usize,
    number: usize,
    label: String,
    bar: ProgressBar,
    /// Where nobody sees the bar.
    lines: Option<Pace>,
}

impl RunDisplay {
    /// For so many runs.
    pub fn new(runs: usize) -> Self {
        let lines = (!std::io::stderr().is_terminal()).then(|| Pace::new(0, 0, Instant::now()));
        RunDisplay { runs, number: 0, label: String::new(), bar: bar(0, "steps"), lines }
    }

    fn progress(&mut self, progress: Progress<'_>) {
        let now = Instant::now();
        match progress {
            Progress::Told(what) => out::line(format_args!("{}: {what}", self.label)),
            Progress::Start { step, steps, .. } => {
                if step > 0 {
                    out::line(format_args!("{}: goes on behind step {step}", self.label));
                }
                self.bar.set_length(steps as u64);
                self.bar.set_position(step as u64);
                self.lines = self.lines.take().map(|_| Pace::new(step, steps, now));
            }
            Progress::Step { step, loss, .. } => {
                self.bar.set_position(step as u64);
                self.bar.set_message(format!("{} loss {loss:.3}", self.label));
                if let Some(left) = self.lines.as_mut().and_then(|pace| pace.line(step, now)) {
                    let (label, steps) = (&self.label, self.bar.length().unwrap_or_default());
                    out::line(format_args!("{label}: step {step} of {steps}, loss {loss:.3}, {left:#} left"));
                }
            }
            Progress::Validation { scores, .. } => {
                if self.lines.is_some() {
                    out::line(format_args!("{}: validated, {}", self.label, headline(scores)));
                }
            }
            Progress::Image { done, images } => {
                self.bar.set_message(format!("{} evaluated {done}/{images}", self.label));
                if self.lines.as_mut().is_some_and(|pace| pace.is_silent_too_long(now)) {
                    out::line(format_args!("{}: evaluated {done} of {images} images", self.label));
                }
            }
        }
    }

    /// One line with what a run found.
    fn finished(&self, row: &Row, seconds: f64) {
        self.bar.finish_and_clear();
        let score = headline(&row.accuracy.scores);
        let macs = row.cost.macs_total.mean / 1e6;
        out::line(format_args!("{}: {score}, {macs:.0} M MACs, {seconds:.0} s", self.label));
    }
}

/// "mIoU 48.12 %".
fn headline(scores: &Scores) -> String {
    let metric = scores.task().headline();
    let finer = Scale { decimals: metric.scale().decimals + 1, ..metric.scale() };
    format!("{} {}", metric.title, finer.quantity(scores.headline()))
}

impl RunObserver for RunDisplay {
    fn run_event(&mut self, run: &Run, event: RunEvent<'_>) -> Result<()> {
        match event {
            RunEvent::Begins => {
                self.number += 1;
                let label = format!("[{}/{}] {}", self.number, self.runs, run.name());
                // A bar writes past the place that prints.
                self.label = visible(&label).into_owned();
                self.bar = bar(0, "steps");
            }
            RunEvent::Elsewhere => out::line(format_args!("{}: another process is at it", self.label)),
            RunEvent::FinishedBefore => out::line(format_args!("{}: finished before", self.label)),
            RunEvent::Note(what) | RunEvent::StartsFrom(what) => {
                out::line(format_args!("{}: {what}", self.label));
            }
            RunEvent::DivergedBefore(mark) => out::line(format_args!(
                "{}: diverged before, behind step {}, on the same data",
                self.label, mark.step
            )),
            RunEvent::Progress(progress) => self.progress(progress),
            RunEvent::Finished { row, seconds } => self.finished(row, seconds),
        }
        Ok(())
    }
}

/// When a log gets its next line: after a tenth of the run, but not every moment, and after half a minute at the latest.
struct Pace {
    first_step: usize,
    steps: usize,
    start: Instant,
    last: Instant,
    tenth: usize,
}

/// Tenths that come faster than this are passed over.
const SHORTEST: Duration = Duration::from_secs(5);
/// No log is silent for longer.
const LONGEST: Duration = Duration::from_secs(30);

impl Pace {
    fn new(first_step: usize, steps: usize, now: Instant) -> Self {
        let tenth = tenths(first_step, steps);
        Pace { first_step, steps, start: now, last: now, tenth }
    }

    /// The time that is left, if a line is due after a step.
    fn line(&mut self, step: usize, now: Instant) -> Option<HumanDuration> {
        let tenth = tenths(step, self.steps);
        let silent = now - self.last;
        let is_due = (tenth > self.tenth && silent >= SHORTEST) || silent >= LONGEST;
        if !is_due {
            return None;
        }
        (self.tenth, self.last) = (tenth, now);
        let (done, left) = (step.saturating_sub(self.first_step), self.steps.saturating_sub(step));
        Some(HumanDuration((now - self.start).mul_f64(left as f64 / done.max(1) as f64)))
    }

    fn is_silent_too_long(&mut self, now: Instant) -> bool {
        let is_silent = now - self.last >= LONGEST;
        if is_silent {
            self.last = now;
        }
        is_silent
    }
}

fn tenths(step: usize, steps: usize) -> usize {
    10 * step / steps.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps at which a log of a run gets a line, each step taking so long.
    fn lines(steps: usize, of_a_step: Duration) -> Vec<usize> {
        let start = Instant::now();
        let mut pace = Pace::new(0, steps, start);
        (1..=steps).filter(|&step| pace.line(step, start + of_a_step * step as u32).is_some()).collect()
    }

    #[test]
    fn a_log_has_a_line_for_every_tenth_and_at_least_every_half_minute() {
        let seconds = Duration::from_secs;
        assert_eq!(lines(20, seconds(10)), (1..=10).map(|tenth| 2 * tenth).collect::<Vec<_>>());
        assert_eq!(lines(1000, seconds(2))[..4], [15, 30, 45, 60], "a tenth would take 200 s");
        assert_eq!(lines(100, Duration::from_millis(100)), [50, 100], "a tenth takes one second");
    }

    #[test]
    fn the_time_left_counts_from_where_the_run_went_on() {
        let start = Instant::now();
        let mut pace = Pace::new(50, 100, start);
        let left = pace.line(60, start + Duration::from_secs(20)).unwrap();
        assert_eq!(format!("{left:#}"), "80s");
    }
}
