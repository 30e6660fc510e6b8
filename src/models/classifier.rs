//! A classifier of whole images: a residual network, the mean over the image, a linear layer.

use super::Resolution;
use super::backend::{Backend, Part};
use super::config::{Downsampling, Resnet as Config};
use super::layer::Conv;
use super::model::Model;
use super::resnet::Resnet;
use crate::Result;
use crate::grid::Place;

/// torchvision's classifier on cells: each counts in the mean by its area, so that with equal levels this is the
/// regular network, whatever the level.
#[derive(Debug, Clone)]
pub struct ImageClassifier {
    backbone: Resnet,
    classes: Conv,
    resolution: Resolution,
}

impl ImageClassifier {
    /// With that many outputs.
    ///
    /// # Errors
    /// When the configuration names a depth, stride or block that does not exist.
    pub fn new(config: &Config, downsampling: &Downsampling, outputs: usize) -> Result<Self> {
        let resolution = Resolution::new(downsampling)?;
        let backbone = Resnet::new(config, resolution.fine, downsampling.strided())?;
        let classes = Conv::new("classifier.fc", backbone.channels(), outputs, 1).biased();
        Ok(ImageClassifier { backbone, classes, resolution })
    }
}

impl Model for ImageClassifier {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Class scores [images, outputs].
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        backend.enter(Part::Backbone);
        let features = self.backbone.forward(backend, pixels, false)?.last;
        backend.enter(Part::Head);
        let mean = backend.mean_of_images(&features, self.backbone.place())?;
        backend.conv(&mean, &self.classes, Place::Image, Place::Image)
    }
}
