//! DeepLabv3: the pyramid, one 3×3, classes.

use super::conv_norm;
use super::pyramid::Pyramid;
use crate::Result;
use crate::grid::Place;
use crate::models::backend::Backend;
use crate::models::config::{Deeplabv3 as Config, HeadPlace};
use crate::models::layer::{BatchNorm, Conv};

/// The head of DeepLabv3.
#[derive(Debug, Clone)]
pub struct Deeplabv3 {
    pub(super) on: HeadPlace,
    pyramid: Pyramid,
    refine: (Conv, BatchNorm),
    classes: Conv,
}

impl Deeplabv3 {
    /// For features on a lattice of `stride`, or on its cells.
    pub fn new(config: &Config, c_in: usize, stride: usize, classes: usize) -> Self {
        let channels = config.channels;
        Deeplabv3 {
            on: config.on,
            pyramid: Pyramid::new("classifier.classifier.0", c_in, channels, stride, config.dropout),
            refine: (
                Conv::new("classifier.classifier.1", channels, channels, 3).at_cell_pitch(),
                BatchNorm::new("classifier.classifier.2", channels),
            ),
            classes: Conv::new("classifier.classifier.4", channels, classes, 1).biased(),
        }
    }

    /// Class scores at `place`.
    pub fn forward<B: Backend>(&self, backend: &mut B, x: B::Rows, place: Place) -> Result<B::Rows> {
        let x = self.pyramid.forward(backend, x, place)?;
        let x = conv_norm(backend, &x, &self.refine, place)?;
        backend.conv(&x, &self.classes, place, place)
    }
}
