//! The curves of one run.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::message;
use super::record::record;
use crate::error::{Context, Result};
use crate::files::make_folder;
use crate::results::Event;

/// What the names of event files begin with; TensorBoard knows them by it.
const PREFIX: &str = "events.out.tfevents.";

/// An open event file, which grows with the run. Loss and learning rate have a number for every step, the scores of
/// validations one for each of these.
#[derive(Debug)]
pub struct Curves {
    path: PathBuf,
    file: File,
}

impl Curves {
    /// Begins the one event file of a folder with what a run has logged already, `now` being when that ended. Older
    /// event files of the folder go: their steps would be shown twice.
    ///
    /// The log knows how long steps took, not when they were: interruptions between them are left out.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be written.
    pub fn begin(folder: &Path, logged: &[Event], now: SystemTime) -> Result<Curves> {
        make_folder(folder)?;
        let older = event_files(folder)?;
        let now = seconds(now);
        let times = times(logged, now);
        let start = times.first().copied().unwrap_or(now);
        let mut bytes = [record(&message::version(start)), record(&message::start(start))].concat();
        for (event, time) in logged.iter().zip(times) {
            bytes.extend(record(&scalars(event, time)));
        }
        let path = folder.join(unused_name(&older, now));
        let file = File::create_new(&path).context("the event file cannot be made", path.display())?;
        let mut curves = Curves { path, file };
        curves.append(&bytes)?;
        for path in older {
            std::fs::remove_file(&path).context("the older event file cannot be deleted", path.display())?;
        }
        Ok(curves)
    }

    /// Adds what has just happened.
    ///
    /// # Errors
    /// When the file cannot be written, as on a full disk.
    pub fn write(&mut self, event: &Event) -> Result<()> {
        self.append(&record(&scalars(event, seconds(SystemTime::now()))))
    }

    /// In one write, so that a reader beside finds whole records.
    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).context("the event file cannot be written", self.path.display())
    }
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// A name behind those that are there: a TensorBoard that is open goes on with the file that comes next by name.
fn unused_name(older: &[PathBuf], now: f64) -> String {
    let number = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix(PREFIX)?.parse::<u64>().ok();
    let last = older.iter().filter_map(number).max().map_or(0, |last| last + 1);
    format!("{PREFIX}{}", last.max(now as u64))
}

fn event_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).context("the folder cannot be listed", folder.display())?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let ours = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX))
    };
    Ok(paths.filter(ours).collect())
}

/// When logged events were, in seconds since 1970, when the last one was at `end`. The log's clock begins anew where a run went
/// on; a validation was when the step before it was.
fn times(logged: &[Event], end: f64) -> Vec<f64> {
    let (mut before, mut last) = (0.0, 0.0);
    let elapsed: Vec<f64> = logged
        .iter()
        .map(|event| {
            if let Event::Step { seconds, .. } = event {
                if *seconds < last {
                    before += last;
                }
                last = *seconds;
            }
            before + last
        })
        .collect();
    let whole = elapsed.last().copied().unwrap_or(0.0);
    elapsed.into_iter().map(|seconds| end - whole + seconds).collect()
}

fn scalars(event: &Event, time: f64) -> Vec<u8> {
    match event {
        Event::Step { step, loss, learning_rate, .. } => {
            let values = [("training/loss", *loss), ("training/learning_rate", *learning_rate)].into_iter();
            message::scalars(time, *step, values)
        }
        Event::Validation { step, scores } => {
            let tags: Vec<String> = scores.keys().map(|name| format!("validation/{name}")).collect();
            message::scalars(time, *step, tags.iter().map(String::as_str).zip(scores.values().copied()))
        }
    }
}
