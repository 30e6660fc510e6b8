//! What can be said of a run's cost before any image is read.

use std::sync::Arc;

use super::project;
use crate::batch::{BatchSource, Outputs, SharedTables};
use crate::cost::{Cost, Expected, layers_on};
use crate::data::{Dataset, Preparation};
use crate::experiment::Run;
use crate::graph::Geometry;
use crate::grid::RowCount;
use crate::mask::Mask;
use crate::models::{Downsampling, Input, Model};
use crate::{Error, Result};

/// A run's network and how much of an image it may have to keep fine.
pub struct Reckoned {
    pub model: Model,
    /// Which output stands for which class.
    pub outputs: Outputs,
    pub mask: Option<Mask>,
    /// The least and the most share of the lattice at level 0; equal where it is known.
    pub active: [f64; 2],
    /// Height and width of the images, padded to what the network divides by.
    pub size: [usize; 2],
}

impl Reckoned {
    /// Of a run at its own image size, or at `size`.
    ///
    /// # Errors
    /// When the card or the network does not exist, or no size is stated anywhere.
    pub fn new(run: &Run, size: Option<[usize; 2]>) -> Result<Self> {
        let settings = &run.settings;
        let card = project::card_of(settings)?;
        let outputs = Outputs::new(settings.outputs(), &card.classes)?;
        let model = Model::new(&settings.network, &settings.downsampling, outputs.count())?;
        let (mask, active) = match &settings.downsampling {
            Downsampling::Regular(_) => (None, [1.0; 2]),
            Downsampling::Adaptive(adaptive) => {
                // What the experiment states wins over what the mask knows of itself.
                let stated = adaptive.expected_active.map(|active| [active; 2]);
                let active = stated.unwrap_or_else(|| adaptive.mask.expected_active());
                (Some(adaptive.mask.clone()), active)
            }
        };
        let typical = card.layout.sequences().map(|sequences| sequences.typical);
        let size = size.or(settings.image_size()).or(settings.crop_size()).or(typical).ok_or_else(|| {
            Error::new("the cost depends on the image size, which the experiment does not state")
                .at(&run.experiment)
                .help("set `data: {resize: [height, width]}`")
        })?;
        let size = size.map(|side| side.next_multiple_of(model.resolution().multiple()));
        Ok(Reckoned { model, outputs, mask, active, size })
    }

    /// Batches of a data set for this network, without a run's seed.
    pub fn source(&self, dataset: Arc<dyn Dataset>, preparation: Preparation) -> BatchSource {
        BatchSource {
            dataset,
            preparation,
            resolution: self.model.resolution(),
            mask: self.mask.clone(),
            input: Input::Normalised,
            outputs: self.outputs.clone(),
            seed: 0,
            shared: SharedTables::default(),
        }
    }

    /// The rows to expect at a share of level 0.
    pub fn rows(&self, active: f64) -> Expected {
        let [height, width] = self.size;
        Expected { height, width, resolution: self.model.resolution(), active }
    }

    /// The costs at the least and at the most active share.
    ///
    /// # Errors
    /// As [`Cost::of_network`].
    pub fn costs(&self) -> Result<[Cost; 2]> {
        let cost = |active| Cost::of_network(self.model.inference(), &self.rows(active));
        Ok([cost(self.active[0])?, cost(self.active[1])?])
    }
}

/// Bytes that a training step of so many images needs at least, at the least and at the most active share; where a
/// mask is learned, both branches in full.
pub fn training_memory(reckoned: &Reckoned, batch: f64) -> Result<[f64; 2]> {
    let Some(branches) = reckoned.model.branches() else {
        return Ok(reckoned.costs()?.map(|cost| cost.training_memory(batch)));
    };
    let [fine, coarse] = [1.0, 0.0].map(|active| reckoned.rows(active));
    let rows = |geometry| -> &dyn RowCount { if geometry == Geometry::Coarse { &coarse } else { &fine } };
    let both = Cost::of(&layers_on(branches, &rows)?);
    Ok([both.training_memory(batch); 2])
}

/// "310 M", or "310–936 M" when the two differ.
pub fn span(low: f64, high: f64) -> String {
    let (unit, name) = if high >= 1e9 { (1e9, "G") } else { (1e6, "M") };
    let digits = if high / unit >= 100.0 { 0 } else { 2 };
    let (low, high) = (format!("{:.digits$}", low / unit), format!("{:.digits$}", high / unit));
    if low == high { format!("{high} {name}") } else { format!("{low}–{high} {name}") }
}

/// "regular", "17 %" or "by image".
pub fn active(reckoned: &Reckoned) -> String {
    match (&reckoned.mask, reckoned.active) {
        (None, _) => "regular".to_owned(),
        (Some(_), [low, high]) if low == high => format!("{:.0} %", 100.0 * low),
        (Some(_), _) => "by image".to_owned(),
    }
}
