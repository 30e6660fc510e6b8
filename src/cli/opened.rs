//! A run's images and its network, opened.

use std::sync::Arc;

use super::project;
use crate::Result;
use crate::batch::{BatchSource, Outputs, SharedTables};
use crate::data::{Class, Dataset, Selection};
use crate::experiment::Run;
use crate::mask::Mask;
use crate::models::{Input, Model};

/// What a run computes with.
pub struct Opened<'a> {
    pub run: &'a Run,
    pub model: Model,
    /// Which output stands for which class.
    pub outputs: Outputs,
    mask: Option<Mask>,
}

impl<'a> Opened<'a> {
    /// For data of these classes.
    ///
    /// # Errors
    /// When there is no such network, or a class has no output.
    pub fn new(run: &'a Run, classes: &[Class]) -> Result<Self> {
        let settings = &run.settings;
        let outputs = Outputs::new(settings.outputs(), classes)?;
        let model = Model::new(&settings.network, &settings.downsampling, outputs.count())?;
        let mask = settings.downsampling.mask().cloned();
        Ok(Opened { run, model, outputs, mask })
    }

    /// Batches of the run's images.
    pub fn source(&self, dataset: Arc<dyn Dataset>) -> BatchSource {
        let settings = &self.run.settings;
        BatchSource {
            dataset,
            preparation: settings.preparation(),
            resolution: self.model.resolution(),
            mask: self.mask.clone(),
            input: settings.network.weights.as_ref().map_or(Input::Normalised, |weights| weights.input),
            outputs: self.outputs.clone(),
            seed: self.run.seed,
            shared: SharedTables::default(),
        }
    }
}

/// The images of a selection.
///
/// # Errors
/// When the data is not here or cannot be read.
pub fn images(run: &Run, selection: &Selection) -> Result<Arc<dyn Dataset>> {
    Ok(Arc::from(project::card_of(&run.settings)?.open(project::root(), selection)?))
}
