//! What a run would be made from now: fingerprints of the data, the card and the weights on this machine.

use std::sync::Arc;

use super::fingerprints::of_images;
use super::project;
use super::setup::Setup;
use super::start::StartWeights;
use crate::data::{Dataset, Selection};
use crate::error::{Error, Result};
use crate::experiment::Run;
use crate::results::columns::definitions;
use crate::results::{Data, Store};

/// What a run reads.
pub struct Inputs {
    /// `None` where nothing is trained.
    pub train: Option<Arc<dyn Dataset>>,
    pub val: Arc<dyn Dataset>,
    /// `None` where all is drawn.
    pub weights: Option<StartWeights>,
}

impl Inputs {
    /// # Errors
    /// When the data or the weights are not here or cannot be read.
    pub fn open(setup: &Setup<'_>, store: &Store) -> Result<Self> {
        let train = selections(setup.run).0.map(|train| setup.images(train)).transpose()?;
        let val = setup.images(&setup.run.settings.data.val)?;
        Ok(Inputs { train, val, weights: StartWeights::find(setup.run, store)? })
    }

    /// Their fingerprints, as rows keep them.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn data(&self, setup: &Setup<'_>) -> Result<Data> {
        Ok(Data {
            train: self.train.as_deref().map(of_images).transpose()?,
            validation: Some(of_images(&*self.val)?),
            weights: self.weights.as_ref().map(|start| start.fingerprint.clone()),
            card: Some(setup.card.meaning()),
            weights_name: weights_name(setup.run),
            definitions: definitions(setup.run.settings.task),
        })
    }

    /// Is the data still what it was? A row names one state of it.
    ///
    /// # Errors
    /// When it changed since, or a file cannot be read any more.
    pub fn check_unchanged(&self, since: &Data) -> Result<()> {
        let train = self.train.as_deref().map(of_images).transpose()?;
        let now = Data { train, validation: Some(of_images(&*self.val)?), ..since.clone() };
        since.changes(&now).map_or(Ok(()), |changes| {
            Err(Error::new(format!("the data changed while the run used it: {changes}"))
                .help("let nothing write to the data set meanwhile, and run it again: it begins anew"))
        })
    }
}

/// What can be seen of a run's inputs.
pub struct Seen {
    /// What is `None` here that a run needs could not be seen.
    pub data: Data,
    /// Why something could not be seen: it is not on this machine, or cannot be read.
    pub unseen: Option<Error>,
}

/// Looks at what a run would be made from now.
///
/// # Errors
/// When the data set's card cannot be read or does not fit the task.
pub fn seen(run: &Run, store: &Store) -> Result<Seen> {
    let card = project::card_of(&run.settings)?;
    let mut unseen = None;
    let mut keep = |found: Result<String>| found.map_err(|error| unseen.get_or_insert(error).clone()).ok();
    let of = |selection| of_images(&*card.open(project::root(), selection)?);
    let (train, val) = selections(run);
    let train = train.and_then(|train| keep(of(train)));
    let validation = keep(of(val));
    let weights = StartWeights::find(run, store).transpose();
    let weights = weights.and_then(|found| keep(found.map(|start| start.fingerprint)));
    let (card, definitions) = (Some(card.meaning()), definitions(run.settings.task));
    let data = Data { train, validation, weights, weights_name: weights_name(run), card, definitions };
    Ok(Seen { data, unseen })
}

/// The images that a run trains on, if any, and those that it evaluates.
fn selections(run: &Run) -> (Option<&Selection>, &Selection) {
    let settings = &run.settings;
    (settings.training.as_ref().and(settings.data.train.as_ref()), &settings.data.val)
}

/// What rows call the weights that a run starts from.
fn weights_name(run: &Run) -> Option<String> {
    let weights = run.settings.network.weights.as_ref()?;
    let file = weights.file.as_ref().map(|file| file.display().to_string());
    file.or_else(|| weights.variant.as_ref().map(|variant| format!("of `{variant}`")))
}
