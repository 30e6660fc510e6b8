//! One run from its first step to its evaluated checkpoint; goes on where an interruption left it.

use std::path::Path;

use super::job::{Job, Outcome};
use super::keeper::Keeper;
use super::learner::Learner;
use super::progress::{Observer, Progress};
use super::steps::{Trainer, Validated, on_image};
use crate::Result;
use crate::evaluate::{Checkpoint, Validation, latency, two_branch};
use crate::ops::RowOps;
use crate::system::interrupt;

/// Images that are timed one by one after the evaluation.
const TIMED_IMAGES: usize = 24;

/// Trains and evaluates, keeping checkpoints in `folder`: after every validation, every minute, and when a signal asks for the
/// end.
///
/// # Errors
/// When data cannot be read, a checkpoint cannot be written, or the device fails. By its kind: when numbers become none
/// ([`Kind::Diverged`](crate::error::Kind)), or a signal asks for the end ([`Kind::Interrupted`](crate::error::Kind)).
pub fn run<O: RowOps>(
    mut learner: Learner<O>,
    job: &Job<'_>,
    folder: &Path,
    observer: &mut dyn Observer,
) -> Result<Outcome> {
    let _hold = interrupt::hold();
    let (keeper, reported) = (Keeper::new(folder), job.validation.settings.checkpoint);
    let progress = match &job.training {
        Some(_) => {
            keeper.resume(&mut learner, reported, &mut |what| observer.observe(Progress::Told(what)))?
        }
        None => Default::default(),
    };
    let mut trainer = Trainer { learner, job, keeper, progress, observer };
    trainer.start()?;
    let validated = match &job.training {
        Some((training, source)) => trainer.train(training, source)?,
        None => None,
    };
    let final_loss = trainer.learner.final_loss();
    if job.training.is_some() && reported == Checkpoint::Best {
        trainer.keeper.load_best(&mut trainer.learner, trainer.progress.best)?;
    }
    finish(trainer, validated, final_loss)
}

fn finish<O: RowOps>(
    mut trainer: Trainer<'_, O>,
    validated: Option<Validated>,
    final_loss: Option<f64>,
) -> Result<Outcome> {
    // The last validation was of these very weights, unless an earlier checkpoint is the best one.
    let Validated { step, evaluated, seconds } = match validated {
        Some(validated) if validated.step == trainer.learner.step() => validated,
        _ => trainer.evaluation()?,
    };
    let Trainer { learner, job, keeper, progress, observer } = trainer;
    if !evaluated.absent_classes.is_empty() {
        let absent: Vec<&str> = evaluated.absent_classes.iter().map(String::as_str).collect();
        let what = job.validation.task.remark_on_absent(&absent);
        observer.observe(Progress::Told(&what))?;
    }
    let Validation { settings, source, .. } = &job.validation;
    let two_branch = two_branch(learner.network(), &job.validation, &mut on_image(observer))?;
    let latency = latency(learner.network(), source, settings.precision, TIMED_IMAGES)?;
    keeper.finish();
    Ok(Outcome {
        evaluated,
        two_branch,
        latency,
        step,
        final_loss,
        training_seconds: progress.seconds,
        waiting_seconds: progress.waiting_seconds,
        evaluation_seconds: seconds,
    })
}
