//! One run from its first step to its evaluated checkpoint; goes on where an interruption left it.

use std::path::Path;
use std::time::Instant;

use super::learner::Learner;
use super::progress::{Observer, Progress};
use super::settings::Training;
use crate::Result;
use crate::batch::BatchSource;
use crate::data::prefetch;
use crate::evaluate::checkpoint::file_name;
use crate::evaluate::{Checkpoint, Evaluated, Latency, Validation, evaluate, latency, two_branch};
use crate::metrics::Scores;
use crate::ops::RowOps;

/// Batches that are ready ahead of the network.
const AHEAD: usize = 3;
/// Images that are timed one by one after the evaluation.
const TIMED_IMAGES: usize = 24;

/// What a run works on.
pub struct Job<'a> {
    /// How, and on which images; `None` for weights that are evaluated as they are.
    pub training: Option<(&'a Training, BatchSource)>,
    /// What is evaluated during training and at its end.
    pub validation: Validation<'a>,
}

/// What a run found.
#[derive(Debug)]
pub struct Outcome {
    /// Scores and costs of the evaluated checkpoint.
    pub evaluated: Evaluated,
    /// The scores of both branches of a learned mask, mixed; none where no mask is trained.
    pub two_branch: Option<Scores>,
    /// One entry for each timed image: the first ones of the evaluated split.
    pub latency: Vec<Latency>,
    /// Steps of the checkpoint that was evaluated.
    pub step: usize,
    /// Mean loss over the last tenth of the steps; `None` without training.
    pub final_loss: Option<f64>,
    /// Seconds of this process in optimiser steps, waiting for data included.
    pub training_seconds: f64,
    /// Seconds of these spent waiting for data.
    pub waiting_seconds: f64,
    /// Seconds that the evaluation took, without that of both branches and without timing single images.
    pub evaluation_seconds: f64,
}

/// Trains and evaluates, keeping checkpoints in `folder`.
///
/// # Errors
/// When data cannot be read, the loss is no number, a checkpoint cannot be written, or the device fails.
pub fn run<O: RowOps>(
    mut learner: Learner<O>,
    job: &Job<'_>,
    folder: &Path,
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    let [last, best] = [Checkpoint::Last, Checkpoint::Best].map(|which| folder.join(file_name(which)));
    let mut best_score = if last.exists() { learner.load(&last)? } else { None };
    let steps = job.training.as_ref().map_or(0, |(training, _)| training.steps);
    observer.observe(Progress::Start { step: learner.step(), steps })?;
    let mut times = Times::default();
    let mut validated = None;
    if let Some((training, source)) = &job.training {
        let (source, size) = (source.clone(), training.batch);
        let batches = prefetch(learner.step()..steps, job.validation.reading_threads, AHEAD, move |step| {
            source.training(step, size)
        });
        let mut clock = Instant::now();
        for batch in batches {
            times.waiting += clock.elapsed().as_secs_f64();
            let rate = training.rate(learner.step());
            let loss = learner.train(&batch?)?;
            times.training += clock.elapsed().as_secs_f64();
            observer.observe(Progress::Step { step: learner.step(), loss, rate })?;
            if training.validates_after(learner.step()) {
                validated = Some(validate(&mut learner, job, &mut best_score, &best, observer)?);
                learner.save(&last, best_score)?;
            }
            clock = Instant::now();
        }
    }
    times.final_loss = learner.final_loss();
    if job.validation.settings.checkpoint == Checkpoint::Best && best.exists() {
        learner.load(&best)?;
    }
    finish(&learner, job, times, validated, observer)
}

#[derive(Default)]
struct Times {
    final_loss: Option<f64>,
    training: f64,
    waiting: f64,
}

/// What an evaluation found, after how many steps, and how long it took.
struct Validated {
    step: usize,
    evaluated: Evaluated,
    seconds: f64,
}

fn evaluation<O: RowOps>(
    learner: &Learner<O>,
    job: &Job<'_>,
    observer: &mut dyn Observer,
) -> Result<Validated> {
    let start = Instant::now();
    let evaluated = evaluate(learner.network(), &job.validation, &mut on_image(observer))?;
    Ok(Validated { step: learner.step(), evaluated, seconds: start.elapsed().as_secs_f64() })
}

/// Evaluates in between and keeps the checkpoint when it is the best so far.
fn validate<O: RowOps>(
    learner: &mut Learner<O>,
    job: &Job<'_>,
    best_score: &mut Option<f64>,
    best: &Path,
    observer: &mut dyn Observer,
) -> Result<Validated> {
    let validated = evaluation(learner, job, observer)?;
    let scores = &validated.evaluated.scores;
    observer.observe(Progress::Validation { step: learner.step(), scores })?;
    let headline = scores.headline();
    if best_score.is_none_or(|score| headline > score) {
        *best_score = Some(headline);
        learner.save(best, *best_score)?;
    }
    Ok(validated)
}

fn finish<O: RowOps>(
    learner: &Learner<O>,
    job: &Job<'_>,
    times: Times,
    validated: Option<Validated>,
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    // The last validation was of these very weights, unless an earlier checkpoint is the best one.
    let Validated { step, evaluated, seconds } = match validated {
        Some(validated) if validated.step == learner.step() => validated,
        _ => evaluation(learner, job, observer)?,
    };
    let Validation { settings, source, .. } = &job.validation;
    let two_branch = two_branch(learner.network(), &job.validation, &mut on_image(observer))?;
    let latency = latency(learner.network(), source, settings.precision, TIMED_IMAGES)?;
    Ok(Outcome {
        evaluated,
        two_branch,
        latency,
        step,
        final_loss: times.final_loss,
        training_seconds: times.training,
        waiting_seconds: times.waiting,
        evaluation_seconds: seconds,
    })
}

/// Passes on which image of an evaluation is done.
fn on_image(observer: &mut dyn Observer) -> impl FnMut(usize, usize) -> Result<()> {
    |done, images| observer.observe(Progress::Image { done, images })
}
