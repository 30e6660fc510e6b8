//! The checkpoints of a run: the last one, the one before it, and the best.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::learner::Learner;
use crate::error::{Context, Error, Result};
use crate::evaluate::Checkpoint;
use crate::evaluate::checkpoint::{self, PREVIOUS, Saved, TrainingProgress, file_name};
use crate::ops::RowOps;

/// A run loses no more than this, however it ends.
const EVERY: Duration = Duration::from_secs(60);
/// Sets another time, in seconds, so that tests need not wait.
const EVERY_VARIABLE: &str = "CADBENCH_CHECKPOINT_SECONDS";
/// Writing takes no more than one part in so many of a training.
const SHARE: u32 = 50;

/// Keeps the checkpoints of one run in its folder.
pub(super) struct Keeper<'a> {
    folder: &'a Path,
    every: Duration,
    share: u32,
    next: Instant,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(folder: &'a Path) -> Self {
        let set = std::env::var(EVERY_VARIABLE).ok().and_then(|text| text.parse().ok());
        let set = set.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let (every, share) = set.map_or((EVERY, SHARE), |every| (every, 0));
        Keeper { folder, every, share, next: Instant::now() + every }
    }

    fn path(&self, which: Checkpoint) -> PathBuf {
        self.folder.join(file_name(which))
    }

    /// Is it time for a checkpoint?
    pub(super) fn is_due(&self) -> bool {
        Instant::now() >= self.next
    }

    /// Writes the last checkpoint, and keeps the one before it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn save<O: RowOps>(
        &mut self,
        learner: &mut Learner<O>,
        progress: &TrainingProgress,
    ) -> Result<()> {
        let (start, last) = (Instant::now(), self.path(Checkpoint::Last));
        if last.exists() {
            std::fs::rename(&last, self.folder.join(PREVIOUS))
                .context("the checkpoint cannot be kept", last.display())?;
        }
        learner.save(&last, progress)?;
        let now = Instant::now();
        self.next = now + self.every.max(self.share * (now - start));
        Ok(())
    }

    /// Writes the checkpoint with the best score so far, which holds no times: equal runs have equal ones.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn save_best<O: RowOps>(&self, learner: &mut Learner<O>, score: f64) -> Result<()> {
        let progress = TrainingProgress { best: Some(score), ..TrainingProgress::default() };
        learner.save(&self.path(Checkpoint::Best), &progress)
    }

    /// Goes on from the last checkpoint that is whole; `tell` hears of those that are not. With `reported`, the best one must be
    /// there as far as one was found.
    ///
    /// # Errors
    /// When a checkpoint is of another network, or `tell` fails.
    pub(super) fn resume<O: RowOps>(
        &self,
        learner: &mut Learner<O>,
        reported: Checkpoint,
        tell: &mut dyn FnMut(&str) -> Result<()>,
    ) -> Result<TrainingProgress> {
        let kept = [self.path(Checkpoint::Last), self.folder.join(PREVIOUS)];
        let kept: Vec<&PathBuf> = kept.iter().filter(|path| path.exists()).collect();
        for path in &kept {
            match checkpoint::load(path) {
                Err(damaged) => tell(&format!("{}: {}; it is passed over", path.display(), damaged.what()))?,
                Ok(saved) => match self.lacks_best(reported, &saved) {
                    Some(lack) => tell(&format!("{lack}: {} is passed over", path.display()))?,
                    None => return learner.take(saved).map_err(|error| error.or_at(path.display())),
                },
            }
        }
        if !kept.is_empty() {
            tell("the run begins anew: no checkpoint of it can be used")?;
        }
        Ok(TrainingProgress::default())
    }

    /// Why a run that reports its best checkpoint cannot go on from this one.
    fn lacks_best(&self, reported: Checkpoint, saved: &Saved) -> Option<String> {
        let score = saved.progress.best.filter(|_| reported == Checkpoint::Best)?;
        let path = self.path(Checkpoint::Best);
        let lack = match checkpoint::load(&path) {
            Ok(best) if best.progress.best >= Some(score) => return None,
            Ok(_) => "is not the best checkpoint of this run".to_owned(),
            Err(_) if !path.exists() => "is gone".to_owned(),
            Err(damaged) => format!("cannot be used: {}", damaged.what()),
        };
        Some(format!("{} {lack}", path.display()))
    }

    /// Takes the best checkpoint, where that is the reported one.
    ///
    /// # Errors
    /// When it is not there or not the one with this score.
    pub(super) fn load_best<O: RowOps>(&self, learner: &mut Learner<O>, score: Option<f64>) -> Result<()> {
        let path = self.path(Checkpoint::Best);
        let best = learner.load(&path)?.best;
        if best == score {
            return Ok(());
        }
        Err(Error::new("this is not the checkpoint with the best score of this run")
            .at(path.display())
            .help("repeat the run with `--force`"))
    }

    /// The run is done: what was kept for an interruption goes.
    pub(super) fn finish(&self) {
        // A file that cannot be removed is in nobody's way.
        let _ = std::fs::remove_file(self.folder.join(PREVIOUS));
    }
}
