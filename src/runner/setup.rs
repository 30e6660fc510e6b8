//! What a run computes with, before anything is computed.

use std::sync::Arc;

use super::project;
use crate::Result;
use crate::batch::{BatchSource, Outputs, SharedTables};
use crate::data::{Card, Dataset, Preparation, Selection};
use crate::experiment::Run;
use crate::mask::Mask;
use crate::models::{Input, Model};

/// A run's data set, network and mask. Every command that is about runs starts from it.
pub struct Setup<'a> {
    /// As its experiment states it.
    pub run: &'a Run,
    /// The data set, with the classes that the run chooses.
    pub card: Card,
    /// Which output stands for which class.
    pub outputs: Outputs,
    /// The network, without values.
    pub model: Model,
}

impl<'a> Setup<'a> {
    /// Reads the data set's card, not its data.
    ///
    /// # Errors
    /// When the card does not fit the task, a class has no output, or there is no such network.
    pub fn new(run: &'a Run) -> Result<Self> {
        let settings = &run.settings;
        let card = project::card_of(settings)?;
        let outputs = Outputs::new(settings.outputs(), &card.classes)?;
        let model = Model::new(&settings.network, &settings.downsampling, outputs.count())?;
        Ok(Setup { run, card, outputs, model })
    }

    /// `None` in a regular network.
    pub fn mask(&self) -> Option<&Mask> {
        self.run.settings.downsampling.mask()
    }

    /// Is the data set on this machine?
    pub fn has_data(&self) -> bool {
        self.card.root(project::root()).is_ok()
    }

    /// The images of a selection.
    ///
    /// # Errors
    /// When the data is not here or cannot be read.
    pub fn images(&self, selection: &Selection) -> Result<Arc<dyn Dataset>> {
        Ok(Arc::from(self.card.open(project::root(), selection)?))
    }

    /// Batches of images, prepared as the run prepares them and drawn from its seed.
    pub fn source(&self, dataset: Arc<dyn Dataset>) -> BatchSource {
        let settings = &self.run.settings;
        BatchSource {
            input: settings.network.weights.as_ref().map_or(Input::Normalised, |weights| weights.input),
            seed: self.run.seed,
            ..self.plain_source(dataset, settings.preparation())
        }
    }

    /// Batches of images for a network with random weights: no run's seed, and pixels as they are normalised.
    pub fn plain_source(&self, dataset: Arc<dyn Dataset>, preparation: Preparation) -> BatchSource {
        BatchSource {
            dataset,
            preparation,
            resolution: self.model.resolution(),
            mask: self.mask().cloned(),
            input: Input::Normalised,
            outputs: self.outputs.clone(),
            seed: 0,
            shared: SharedTables::default(),
        }
    }
}
