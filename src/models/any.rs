//! Whatever network an experiment asks for.

use super::Resolution;
use super::backend::Backend;
use super::classifier::ImageClassifier;
use super::config::{Backbone, Downsampling, Head, Network as Config};
use super::model::Model;
use super::network::Segmenter;
use super::squeezenet::Squeezenet;
use crate::{Error, Result};

/// A network of any kind; parameters live elsewhere, under the layers' names.
#[derive(Debug, Clone)]
pub enum AnyNetwork {
    Segmenter(Box<Segmenter>),
    Classifier(Box<ImageClassifier>),
    Squeezenet(Box<Squeezenet>),
}

impl AnyNetwork {
    /// The network of an experiment with that many outputs.
    ///
    /// # Errors
    /// When the configuration names a depth, stride or block that does not exist, or a head that the backbone
    /// does not have.
    pub fn new(config: &Config, downsampling: &Downsampling, outputs: usize) -> Result<Self> {
        Ok(match (&config.backbone, &config.head) {
            (Backbone::Resnet(resnet), Head::Classifier(_)) => {
                AnyNetwork::Classifier(Box::new(ImageClassifier::new(resnet, downsampling, outputs)?))
            }
            (Backbone::Resnet(_), _) => {
                AnyNetwork::Segmenter(Box::new(Segmenter::new(config, downsampling, outputs)?))
            }
            (Backbone::Squeezenet(_), Head::Classifier(_)) => {
                AnyNetwork::Squeezenet(Box::new(Squeezenet::new(downsampling, outputs)?))
            }
            (Backbone::Squeezenet(_), _) => {
                return Err(Error::new("SqueezeNet has a head of its own").help("`head: {kind: classifier}`"));
            }
        })
    }
}

impl Model for AnyNetwork {
    fn resolution(&self) -> Resolution {
        match self {
            AnyNetwork::Segmenter(network) => network.resolution(),
            AnyNetwork::Classifier(network) => network.resolution(),
            AnyNetwork::Squeezenet(network) => network.resolution(),
        }
    }

    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        match self {
            AnyNetwork::Segmenter(network) => network.forward(backend, pixels),
            AnyNetwork::Classifier(network) => network.forward(backend, pixels),
            AnyNetwork::Squeezenet(network) => network.forward(backend, pixels),
        }
    }
}
