//! FCN: 3×3 to a quarter of the channels, dropout, classes.

use super::conv_norm;
use crate::Result;
use crate::grid::Place;
use crate::models::backend::Backend;
use crate::models::config::{Fcn as Config, HeadPlace};
use crate::models::layer::{BatchNorm, Conv};

/// The fully convolutional head.
#[derive(Debug, Clone)]
pub struct Fcn {
    pub(super) on: HeadPlace,
    inner: (Conv, BatchNorm),
    classes: Conv,
    dropout: f32,
}

impl Fcn {
    pub fn new(config: &Config, c_in: usize, classes: usize) -> Self {
        let inner = (c_in / 4).max(1);
        Fcn {
            on: config.on,
            inner: (
                Conv::new("classifier.classifier.0", c_in, inner, 3).at_cell_pitch(),
                BatchNorm::new("classifier.classifier.1", inner),
            ),
            classes: Conv::new("classifier.classifier.4", inner, classes, 1).biased(),
            dropout: config.dropout,
        }
    }

    /// Class scores at `place`.
    pub fn forward<B: Backend>(&self, backend: &mut B, x: B::Rows, place: Place) -> Result<B::Rows> {
        let x = conv_norm(backend, &x, &self.inner, place)?;
        let x = backend.dropout(&x, self.dropout)?;
        backend.conv(&x, &self.classes, place, place)
    }
}
