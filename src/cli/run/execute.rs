//! One run: its data, its network, its training, its row.

use super::measured;
use super::processor::{self, Processor};
use super::start::Start;
use super::watch::Watch;
use crate::Result;
use crate::cli::opened::{Opened, images};
use crate::cli::project;
use crate::cli::select::identity;
use crate::data::fingerprint;
#[cfg(not(feature = "cuda"))]
use crate::device::Device;
use crate::error::Context;
use crate::evaluate::Validation;
use crate::experiment::Run;
use crate::models::Model;
#[cfg(feature = "cuda")]
use crate::ops::Stock;
use crate::ops::{Fast, RowOps};
use crate::results::{Data, Provenance, Row, RunFolder, Store};
use crate::system::isa::Isa;
use crate::system::reset_peak_memory;
use crate::train::{self, Job, Learner, Training};

/// How a run went.
pub enum Executed {
    /// It is finished, now or before.
    Row(Box<Row>),
    /// Another process works on it.
    Elsewhere,
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
    label: &str,
    force: bool,
) -> Result<Executed> {
    let Some(folder) = store.claim(&run.hash)? else { return Ok(Executed::Elsewhere) };
    if force {
        folder.forget()?;
    } else if let Some(row) = store.row(&run.hash).unwrap_or(None) {
        println!("{label}: finished before");
        return Ok(Executed::Row(Box::new(Row { identity: identity(run), ..row })));
    }
    let row = train(run, processor, store, &folder, label)?;
    folder.save(&row)?;
    Ok(Executed::Row(Box::new(row)))
}

fn train(run: &Run, processor: &Processor, store: &Store, folder: &RunFolder, label: &str) -> Result<Row> {
    let settings = &run.settings;
    let yaml = serde_yaml::to_string(run).context("the configuration cannot be stored", label)?;
    folder.save_config(&yaml)?;
    let train = settings.training.as_ref().and(settings.data.train.as_ref());
    let train = train.map(|train| images(run, train)).transpose()?;
    let val = images(run, &settings.data.val)?;
    let weights = Start::find(run, store)?;
    let data = Data {
        train: train.as_deref().map(fingerprint).transpose()?,
        validation: Some(fingerprint(&*val)?),
        weights: weights.as_ref().map(|start| start.fingerprint.clone()),
    };
    let isa = Isa::best().to_string();
    let mut provenance =
        Provenance::collect(project::root(), rayon::current_num_threads(), &isa, &processor.name(), data);
    reset_peak_memory();

    let opened = Opened::new(run, val.classes())?;
    let job = Job {
        training: settings.training.as_ref().zip(train.map(|train| opened.source(train))),
        validation: Validation {
            task: settings.task,
            settings: &settings.evaluation,
            source: opened.source(val),
            reading_threads: READING_THREADS,
        },
    };
    let mut watch = Watch::new(folder, label);
    let learning = Learning { run, model: &opened.model, job: &job, folder, weights };
    let outcome = match processor {
        Processor::Cpu => learning.on(Fast::new(), &mut watch)?,
        Processor::Gpu { number, .. } => {
            let outcome = learning.on_gpu(*number, &mut watch);
            outcome.map_err(|error| processor::out_of_memory(error, &run.settings))?
        }
    };
    provenance.finish();
    let row = measured::row(run, &job, &outcome, provenance, processor)?;
    watch.finish(&row);
    Ok(row)
}

/// What a run learns, whatever it computes with.
struct Learning<'a> {
    run: &'a Run,
    model: &'a Model,
    job: &'a Job<'a>,
    folder: &'a RunFolder,
    weights: Option<Start>,
}

impl Learning<'_> {
    fn on<O: RowOps>(self, ops: O, watch: &mut Watch<'_>) -> Result<train::Outcome> {
        let training = self.run.settings.training.clone().unwrap_or_else(Training::none);
        let mut learner = Learner::new(ops, self.model.clone(), training, self.run.seed)?;
        if let Some(start) = self.weights {
            println!("{}: {}", watch.label(), start.load(learner.network_mut())?);
        }
        train::run(learner, self.job, self.folder.path(), watch)
    }
    /// By dfdx, and with the engine.
    #[cfg(feature = "cuda")]
    fn on_gpu(self, number: usize, watch: &mut Watch<'_>) -> Result<train::Outcome> {
        self.on(Stock::on_gpu(number)?, watch)
    }

    /// With the engine: there is nothing to train.
    #[cfg(not(feature = "cuda"))]
    fn on_gpu(self, number: usize, watch: &mut Watch<'_>) -> Result<train::Outcome> {
        self.on(Fast::with_engine_on(Device::Cuda(number)), watch)
    }
}
