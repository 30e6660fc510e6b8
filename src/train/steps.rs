//! The steps of a run, with validations and checkpoints between them.

use std::time::Instant;

use super::job::Job;
use super::keeper::Keeper;
use super::labelled::Labelled;
use super::learner::Learner;
use super::progress::{Observer, Progress};
use super::settings::Training;
use crate::batch::BatchSource;
use crate::data::prefetch;
use crate::error::{Error, Kind, Result};
use crate::evaluate::checkpoint::TrainingProgress;
use crate::evaluate::{Evaluated, evaluate};
use crate::ops::RowOps;
use crate::system::interrupt;

/// Batches that are ready ahead of the network.
const AHEAD: usize = 3;
/// Names of images that a message shows before it only counts.
const SHOWN: usize = 8;

/// A run on its way.
pub(super) struct Trainer<'a, O: RowOps> {
    pub learner: Learner<O>,
    pub job: &'a Job<'a>,
    pub keeper: Keeper<'a>,
    /// What checkpoints hold beside the learner's own.
    pub progress: TrainingProgress,
    pub observer: &'a mut dyn Observer,
}

/// What an evaluation found, after how many steps, and how long it took.
pub(super) struct Validated {
    pub step: usize,
    pub evaluated: Evaluated,
    pub seconds: f64,
}

impl<O: RowOps> Trainer<'_, O> {
    /// Says where the run starts.
    pub(super) fn start(&mut self) -> Result<()> {
        let steps = self.job.training.as_ref().map_or(0, |(training, _)| training.steps);
        let TrainingProgress { validation_due, seconds, .. } = self.progress;
        self.observer.observe(Progress::Start { step: self.learner.step(), steps, validation_due, seconds })
    }

    /// All steps that are left; what the last validation found, if there was one.
    pub(super) fn train(&mut self, training: &Training, source: &BatchSource) -> Result<Option<Validated>> {
        let mut validated = match self.progress.validation_due {
            true => Some(self.validate()?),
            false => None,
        };
        let (reader, size) = (source.clone(), training.batch);
        let (left, threads) = (self.learner.step()..training.steps, self.job.validation.reading_threads);
        let batches = prefetch(left, threads, AHEAD, move |step| reader.training(step, size));
        let mut labelled = Labelled::default();
        let mut clock = Instant::now();
        for batch in batches {
            self.progress.waiting_seconds += clock.elapsed().as_secs_f64();
            let (step, batch) = (self.learner.step(), batch?);
            if let Some(what) = labelled.check(&batch, source, step)? {
                self.observer.observe(Progress::Told(&what))?;
            }
            let loss = self.learner.train(&batch).map_err(|error| of_batch(error, source, step, size))?;
            self.progress.seconds += clock.elapsed().as_secs_f64();
            let rate = training.rate(step);
            self.observer.observe(Progress::Step { step: step + 1, loss, rate })?;
            validated = self.after_step(training)?.or(validated);
            clock = Instant::now();
        }
        Ok(validated)
    }

    /// A checkpoint or a validation, where one is due; the end, where a signal asks for it.
    fn after_step(&mut self, training: &Training) -> Result<Option<Validated>> {
        self.progress.validation_due = training.validates_after(self.learner.step());
        let asked = interrupt::asked();
        if asked.is_some() || self.keeper.is_due() {
            self.save()?;
        }
        match asked {
            Some(signal) => Err(stopped(signal)),
            None if self.progress.validation_due => self.validate().map(Some),
            None => Ok(None),
        }
    }

    /// Evaluates in between and keeps the checkpoint, also as the best one when it is that so far.
    fn validate(&mut self) -> Result<Validated> {
        let validated = match self.evaluation() {
            Err(error) if error.kind() == Kind::Interrupted => {
                self.save()?;
                return Err(error);
            }
            validated => validated?,
        };
        let scores = &validated.evaluated.scores;
        self.observer.observe(Progress::Validation { step: validated.step, scores })?;
        let score = scores.headline();
        if self.progress.best.is_none_or(|best| score > best) {
            self.progress.best = Some(score);
            self.keeper.save_best(&mut self.learner, score)?;
        }
        self.progress.validation_due = false;
        self.save()?;
        Ok(validated)
    }

    pub(super) fn evaluation(&mut self) -> Result<Validated> {
        let start = Instant::now();
        let on_image = &mut on_image(self.observer);
        let evaluated = evaluate(self.learner.network(), &self.job.validation, on_image)?;
        Ok(Validated { step: self.learner.step(), evaluated, seconds: start.elapsed().as_secs_f64() })
    }

    fn save(&mut self) -> Result<()> {
        self.keeper.save(&mut self.learner, &self.progress)
    }
}

/// Passes on which image of an evaluation is done; ends it where a signal asks for the end.
pub(super) fn on_image(observer: &mut dyn Observer) -> impl FnMut(usize, usize) -> Result<()> {
    |done, images| {
        observer.observe(Progress::Image { done, images })?;
        interrupt::asked().map_or(Ok(()), |signal| Err(stopped(signal)))
    }
}

fn stopped(signal: interrupt::Signal) -> Error {
    Error::new(format!("stopped by {}", signal.name())).of_kind(Kind::Interrupted)
}

/// Names the images of a batch that a step failed on.
fn of_batch(error: Error, source: &BatchSource, step: usize, size: usize) -> Error {
    let names = source.drawn(step, size);
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let shown = names[..names.len().min(SHOWN)].join(", ");
    error.or_at(format!("the batch of step {}: {shown}{more}", step + 1))
}
