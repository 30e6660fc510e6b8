//! One run: its data, its network, its training, its row.

use super::event::{Recorder, RunEvent, RunObserver};
use super::fits::too_large;
use super::inputs::Inputs;
use super::processor::{self, Processor};
use super::setup::Setup;
use super::start::StartWeights;
use super::{before, project, row};
use crate::Result;
use crate::data::{Dataset, shared_images};
#[cfg(not(feature = "cuda"))]
use crate::device::Device;
use crate::error::{Context, Kind};
use crate::evaluate::Validation;
use crate::experiment::Run;
use crate::models::Model;
#[cfg(feature = "cuda")]
use crate::ops::Stock;
use crate::ops::{Fast, RowOps};
use crate::results::{Data, Diverged, Provenance, Row, RunFolder, Store};
use crate::system::isa::Isa;
use crate::system::reset_peak_memory;
use crate::train::{self, Job, Learner, Training};

/// How a run went.
pub enum Executed {
    /// It is finished, now or before.
    Row(Box<Row>),
    /// Another process works on it.
    Elsewhere,
    /// Its numbers became none before, on the same data; nothing was done.
    Diverged,
}

/// Threads that read images beside the kernels.
const READING_THREADS: usize = 1;

/// Does a run, unless it is finished, and stores its row.
///
/// # Errors
/// When its data cannot be read, its training fails, or its results cannot be written.
pub fn execute(
    run: &Run,
    processor: &Processor,
    store: &Store,
    observer: &mut dyn RunObserver,
    force: bool,
) -> Result<Executed> {
    observer.run_event(run, RunEvent::Begins)?;
    let Some(folder) = store.claim(&run.hash)? else {
        observer.run_event(run, RunEvent::Elsewhere)?;
        return Ok(Executed::Elsewhere);
    };
    if force {
        folder.repeat()?;
    } else if let Some(row) = before::finished(run, store, &folder, observer)? {
        observer.run_event(run, RunEvent::FinishedBefore)?;
        return Ok(Executed::Row(Box::new(row)));
    }
    let Some(row) = train(run, processor, store, &folder, observer)? else { return Ok(Executed::Diverged) };
    folder.save(&row)?;
    Ok(Executed::Row(Box::new(row)))
}

/// The row; `None` of a run that is known to diverge.
fn train(
    run: &Run,
    processor: &Processor,
    store: &Store,
    folder: &RunFolder,
    observer: &mut dyn RunObserver,
) -> Result<Option<Row>> {
    let settings = &run.settings;
    let setup = Setup::new(run)?;
    // A GPU says by itself when its memory is too small.
    if let (Processor::Cpu, Some(too_large)) = (processor, too_large(&setup)) {
        too_large.refuse(&run.name())?;
    }
    let inputs = Inputs::open(&setup, store)?;
    let data = inputs.data(&setup)?;
    if is_diverged(run, folder, &data, observer)? {
        return Ok(None);
    }
    before::unfinished(run, folder, &data, observer)?;
    if let Some(what) = inputs.train.as_deref().and_then(|train| seen_before(train, &*inputs.val)) {
        observer.run_event(run, RunEvent::Note(&what))?;
    }
    let yaml = serde_yaml::to_string(run).context("the configuration cannot be stored", run.name())?;
    folder.save_config(&yaml)?;
    let isa = Isa::best().to_string();
    let mut provenance = Provenance::collect(
        project::root(),
        rayon::current_num_threads(),
        &isa,
        &processor.name(),
        data.clone(),
    );
    reset_peak_memory();

    let job = Job {
        training: settings.training.as_ref().zip(inputs.train.clone().map(|train| setup.source(train))),
        validation: Validation {
            task: settings.task,
            settings: &settings.evaluation,
            source: setup.source(inputs.val.clone()),
            reading_threads: READING_THREADS,
        },
    };
    let mut recorder = Recorder::new(run, folder, observer);
    let learning = Learning { run, model: &setup.model, job: &job, folder, weights: inputs.weights.clone() };
    let outcome = match processor {
        Processor::Cpu => learning.on(Fast::new(), &mut recorder),
        Processor::Gpu { number, .. } => {
            let outcome = learning.on_gpu(*number, &mut recorder);
            outcome.map_err(|error| processor::out_of_memory(error, &run.settings))
        }
    };
    if let Err(error) = &outcome
        && error.kind() == Kind::Diverged
        && settings.training.is_some()
    {
        folder.save_diverged(&Diverged { step: recorder.step(), what: error.to_string(), data })?;
    }
    let outcome = outcome?;
    inputs.check_unchanged(&provenance.data)?;
    provenance.finish();
    let row = row::row(run, &job, &outcome, provenance, processor)?;
    recorder.finish(&row)?;
    Ok(Some(row))
}

/// Did the run diverge before, and would it again? On other data it begins anew.
fn is_diverged(run: &Run, folder: &RunFolder, data: &Data, observer: &mut dyn RunObserver) -> Result<bool> {
    match folder.diverged() {
        Some(mark) if mark.data.changes(data).is_none() => {
            observer.run_event(run, RunEvent::DivergedBefore(&mark))?;
            Ok(true)
        }
        Some(_) => folder.begin_anew().map(|()| false),
        None => Ok(false),
    }
}

/// Validation images that are training images, too, as a sentence.
fn seen_before(train: &dyn Dataset, val: &dyn Dataset) -> Option<String> {
    let shared = shared_images(train, val);
    let [trained, validated] = shared.first()?;
    Some(format!(
        "warning: validation images whose files are those of training images: {}, such as {validated}, which is {trained}; \
         scores are partly of what was trained on",
        shared.len()
    ))
}

/// What a run learns, whatever it computes with.
struct Learning<'a> {
    run: &'a Run,
    model: &'a Model,
    job: &'a Job<'a>,
    folder: &'a RunFolder,
    weights: Option<StartWeights>,
}

impl Learning<'_> {
    fn on<O: RowOps>(self, ops: O, recorder: &mut Recorder<'_>) -> Result<train::Outcome> {
        let training = self.run.settings.training.clone().unwrap_or_else(Training::none);
        let mut learner = Learner::new(ops, self.model.clone(), training, self.run.seed)?;
        if let Some(start) = self.weights {
            recorder.starts_from(&start.load(learner.network_mut())?)?;
        }
        train::run(learner, self.job, self.folder.path(), recorder)
    }
    /// By dfdx, and with the engine.
    #[cfg(feature = "cuda")]
    fn on_gpu(self, number: usize, recorder: &mut Recorder<'_>) -> Result<train::Outcome> {
        self.on(Stock::on_gpu(number)?, recorder)
    }

    /// With the engine: there is nothing to train.
    #[cfg(not(feature = "cuda"))]
    fn on_gpu(self, number: usize, recorder: &mut Recorder<'_>) -> Result<train::Outcome> {
        self.on(Fast::with_engine_on(Device::Cuda(number)), recorder)
    }
}
