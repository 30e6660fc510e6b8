//! DeepLabv3+: the pyramid's output goes up to the lattice of stride 4 and is refined there together with
//! the features of layer1.

use super::pyramid::Pyramid;
use super::{Ground, Scores, conv_norm};
use crate::grid::Place;
use crate::models::backend::Backend;
use crate::models::config::{Deeplabv3Plus as Config, HeadPlace};
use crate::models::layer::{BatchNorm, Conv};
use crate::models::resnet::{Features, Resnet};
use crate::{Error, Result};

/// The head of DeepLabv3+.
#[derive(Debug, Clone)]
pub struct Deeplabv3Plus {
    on: HeadPlace,
    low_level: (Conv, BatchNorm),
    pyramid: Pyramid,
    refine: (Conv, BatchNorm),
    classes: Conv,
}

impl Deeplabv3Plus {
    /// For features on a lattice of `stride`, or on its cells, and low-level features of `c_low` channels.
    pub fn new(config: &Config, c_in: usize, c_low: usize, stride: usize, classes: usize) -> Self {
        let (channels, projected) = (config.channels, config.low_level_channels);
        Deeplabv3Plus {
            on: config.on,
            low_level: (
                Conv::new("classifier.project.0", c_low, projected, 1),
                BatchNorm::new("classifier.project.1", projected),
            ),
            pyramid: Pyramid::new("classifier.aspp", c_in, channels, stride, config.dropout),
            refine: (
                Conv::new("classifier.classifier.0", channels + projected, channels, 3),
                BatchNorm::new("classifier.classifier.1", channels),
            ),
            classes: Conv::new("classifier.classifier.3", channels, classes, 1).biased(),
        }
    }

    /// Class scores on the lattice of layer1.
    pub(super) fn forward<B: Backend>(
        &self,
        backend: &mut B,
        features: Features<B::Rows>,
        ground: Ground,
    ) -> Result<Scores<B::Rows>> {
        let stride = Resnet::LOW_LEVEL_STRIDE;
        let place = Place::Lattice { stride };
        let low_level =
            features.low_level.ok_or_else(|| Error::new("DeepLabv3+ needs the features of layer1"))?;
        let context = ground.run(backend, features.last, self.on, |backend, x, place| {
            self.pyramid.forward(backend, x, place)
        })?;
        let low_level = conv_norm(backend, &low_level, &self.low_level, place)?;
        let context = match context.stride == stride {
            true => context.rows,
            false => backend.resize(&context.rows, context.stride, stride)?,
        };
        let x = backend.concat(&[&low_level, &context])?;
        let x = conv_norm(backend, &x, &self.refine, place)?;
        Ok(Scores { rows: backend.conv(&x, &self.classes, place, place)?, stride })
    }
}
