//! One run: its data, its network, its training, its row.

use std::sync::Arc;

use super::measured;
use super::start::Start;
use super::watch::Watch;
use crate::Result;
use crate::cli::project;
use crate::cli::select::identity;
use crate::data::{Dataset, Selection, fingerprint};
use crate::error::Context;
use crate::experiment::Run;
use crate::kernels::isa::Isa;
use crate::models::{AnyNetwork, Downsampling, Input, Model};
use crate::ops::Fast;
use crate::results::{Data, Provenance, Row, RunFolder, Store, reset_peak_memory};
use crate::train::{self, BatchSource, Job, Learner, Outputs, SharedTables, Training};

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
pub fn execute(run: &Run, store: &Store, label: &str, force: bool) -> Result<Executed> {
    let Some(folder) = store.claim(&run.hash)? else { return Ok(Executed::Elsewhere) };
    if force {
        folder.forget()?;
    } else if let Some(row) = store.row(&run.hash).unwrap_or(None) {
        println!("{label}: finished before");
        return Ok(Executed::Row(Box::new(Row { identity: identity(run), ..row })));
    }
    let row = train(run, store, &folder, label)?;
    folder.save(&row)?;
    Ok(Executed::Row(Box::new(row)))
}

fn train(run: &Run, store: &Store, folder: &RunFolder, label: &str) -> Result<Row> {
    let settings = &run.settings;
    let yaml = serde_yaml::to_string(run).context("the configuration cannot be stored", label)?;
    folder.save_config(&yaml)?;
    let train = settings.training.as_ref().and(settings.data.train.as_ref());
    let train = train.map(|train| open(run, train)).transpose()?;
    let val = open(run, &settings.data.val)?;
    let weights = Start::find(run, store)?;
    let data = Data {
        train: train.as_deref().map(fingerprint).transpose()?,
        validation: Some(fingerprint(&*val)?),
        weights: weights.as_ref().map(|start| start.fingerprint.clone()),
    };
    let isa = Isa::best().to_string();
    let mut provenance =
        Provenance::collect(project::root(), rayon::current_num_threads(), &isa, "cpu", data);
    reset_peak_memory();

    let outputs = Outputs::new(settings.outputs(), val.classes())?;
    let network = AnyNetwork::new(&settings.network, &settings.downsampling, outputs.count())?;
    let mask = match &settings.downsampling {
        Downsampling::Regular(_) => None,
        Downsampling::Adaptive(adaptive) => Some(adaptive.mask.clone()),
    };
    let source = |dataset: Arc<dyn Dataset>| BatchSource {
        dataset,
        preparation: settings.preparation(),
        resolution: network.resolution(),
        mask: mask.clone(),
        input: settings.network.weights.as_ref().map_or(Input::Normalised, |weights| weights.input),
        outputs: outputs.clone(),
        seed: run.seed,
        shared: SharedTables::default(),
    };
    let job = Job {
        task: settings.task,
        evaluation: &settings.evaluation,
        training: settings.training.as_ref().zip(train.map(source)),
        val: source(val),
        reading_threads: READING_THREADS,
    };
    let mut learner = Learner::new(
        Fast::new(),
        network.clone(),
        settings.training.clone().unwrap_or_else(Training::none),
        run.seed,
    )?;
    if let Some(start) = weights {
        println!("{label}: {}", start.load(&mut learner)?);
    }
    let mut watch = Watch::new(folder, label);
    let outcome = train::run(learner, &job, folder.path(), &mut watch)?;
    provenance.finish();
    let row = measured::row(run, &job, &outcome, provenance)?;
    watch.finish(&row);
    Ok(row)
}

/// The images of a selection.
fn open(run: &Run, selection: &Selection) -> Result<Arc<dyn Dataset>> {
    Ok(Arc::from(project::card_of(&run.settings)?.open(project::root(), selection)?))
}
