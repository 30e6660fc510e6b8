//! What can be said of a run's cost before any image is read.

use super::setup::Setup;
use crate::cost::{Cost, Expected, Layer, layers, layers_on};
use crate::graph::Geometry;
use crate::grid::RowCount;
use crate::mask::MaskCost;
use crate::models::Downsampling;
use crate::{Error, Result};

/// A network on images of one size, and how much of an image it may have to keep fine.
pub struct Estimate<'a> {
    /// Whose cost it is.
    pub setup: &'a Setup<'a>,
    /// The least and the most share of the lattice at level 0; equal where it is known.
    pub active: [f64; 2],
    /// Height and width of the images, padded to what the network divides by.
    pub size: [usize; 2],
}

impl<'a> Estimate<'a> {
    /// At the run's own image size, or at `size`.
    ///
    /// # Errors
    /// When no size is stated anywhere.
    pub fn new(setup: &'a Setup<'a>, size: Option<[usize; 2]>) -> Result<Self> {
        let settings = &setup.run.settings;
        let active = match &settings.downsampling {
            Downsampling::Regular(_) => [1.0; 2],
            Downsampling::Adaptive(adaptive) => {
                // What the experiment states wins over what the mask knows of itself.
                let stated = adaptive.expected_active.map(|active| [active; 2]);
                stated.unwrap_or_else(|| adaptive.mask.expected_active())
            }
        };
        let typical = setup.card.layout.sequences().map(|sequences| sequences.typical);
        let size = size.or(settings.image_size()).or(settings.crop_size()).or(typical).ok_or_else(|| {
            Error::new("the cost depends on the image size, which the experiment does not state")
                .at(&setup.run.experiment)
                .help("set `data: {resize: [height, width]}`")
        })?;
        let size = size.map(|side| side.next_multiple_of(setup.model.resolution().multiple()));
        Ok(Estimate { setup, active, size })
    }

    /// At a stated share of level 0, where a mask leaves any choice.
    pub fn at(self, active: f64) -> Self {
        if self.setup.mask().is_some() { Estimate { active: [active; 2], ..self } } else { self }
    }

    /// The share of level 0, where it does not depend on the image.
    pub fn known_active(&self) -> Option<f64> {
        let [least, most] = self.active;
        (least == most).then_some(most)
    }

    /// The rows to expect at a share of level 0.
    pub fn rows(&self, active: f64) -> Expected {
        let [height, width] = self.size;
        Expected { height, width, resolution: self.setup.model.resolution(), active }
    }

    /// The costs at the least and at the most active share.
    ///
    /// # Errors
    /// As [`Cost::of_network`].
    pub fn costs(&self) -> Result<[Cost; 2]> {
        let cost = |active| Cost::of_network(self.setup.model.inference(), &self.rows(active));
        Ok([cost(self.active[0])?, cost(self.active[1])?])
    }

    /// The cost of every layer at a share of level 0, in the order in which they are computed.
    ///
    /// # Errors
    /// As [`Cost::of_network`].
    pub fn layers(&self, active: f64) -> Result<Vec<Layer<'_>>> {
        layers(self.setup.model.inference(), &self.rows(active))
    }

    /// What making the mask costs outside of the network.
    pub fn mask_cost(&self) -> MaskCost {
        let [height, width] = self.size;
        self.setup.mask().map(|mask| mask.cost(height, width)).unwrap_or_default()
    }

    /// Bytes that a training step of so many images needs at least, at the least and at the most active share; where a
    /// mask is learned, both branches in full.
    ///
    /// # Errors
    /// As [`Cost::of_network`].
    pub fn training_memory(&self, batch: f64) -> Result<[f64; 2]> {
        let Some(branches) = self.setup.model.branches() else {
            return Ok(self.costs()?.map(|cost| cost.training_memory(batch)));
        };
        let [fine, coarse] = [1.0, 0.0].map(|active| self.rows(active));
        let rows = |geometry| -> &dyn RowCount { if geometry == Geometry::Coarse { &coarse } else { &fine } };
        let both = Cost::of(&layers_on(branches, &rows)?);
        Ok([both.training_memory(batch); 2])
    }
}
