//! Whatever network an experiment asks for.

use super::Resolution;
use super::backend::Backend;
use super::classifier::ImageClassifier;
use super::config::{Backbone, Downsampling, Head, Network as Config};
use super::describer::Describer;
use super::model::Model;
use super::network::Segmenter;
use super::squeezenet::Squeezenet;
use super::two_branch::TwoBranch;
use crate::mask::Learned;
use crate::{Error, Result};

/// A network of any kind; parameters live elsewhere, under the layers' names.
#[derive(Debug, Clone)]
pub enum AnyNetwork {
    Segmenter(Box<Segmenter>),
    Classifier(Box<ImageClassifier>),
    Squeezenet(Box<Squeezenet>),
    Describer(Box<Describer>),
}

impl AnyNetwork {
    /// The network of an experiment with that many outputs.
    ///
    /// # Errors
    /// When the configuration names a depth, stride or block that does not exist, or a head that the backbone
    /// does not have.
    pub fn new(config: &Config, downsampling: &Downsampling, outputs: usize) -> Result<Self> {
        if downsampling.learned().is_some() && matches!(config.head, Head::Classifier(_)) {
            return Err(Error::new("a learned mask is trained with a class for every pixel")
                .help("`head: {kind: fcn}`, `deeplabv3` or `deeplabv3-plus`, on a ResNet"));
        }
        Ok(match (&config.backbone, &config.head) {
            (backbone, Head::Descriptors(_)) => {
                AnyNetwork::Describer(Box::new(Describer::new(backbone, downsampling)?))
            }
            (Backbone::Vgg(_), _) => {
                return Err(Error::new("VGG-16 gives descriptors only").help("`head: {kind: descriptors}`"));
            }
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

    /// Both branches, where the network has a learned mask that is trained.
    pub fn two_branch(&self) -> Option<TwoBranch<'_>> {
        match self {
            AnyNetwork::Segmenter(network) => network.two_branch(),
            _ => None,
        }
    }

    /// The settings of its learned mask.
    pub fn learned_mask(&self) -> Option<&Learned> {
        match self {
            AnyNetwork::Segmenter(network) => network.learned_mask(),
            _ => None,
        }
    }
}

impl Model for AnyNetwork {
    fn resolution(&self) -> Resolution {
        match self {
            AnyNetwork::Segmenter(network) => network.resolution(),
            AnyNetwork::Classifier(network) => network.resolution(),
            AnyNetwork::Squeezenet(network) => network.resolution(),
            AnyNetwork::Describer(network) => network.resolution(),
        }
    }

    fn branched_norms(&self) -> Vec<&str> {
        match self {
            AnyNetwork::Segmenter(network) => network.branched_norms(),
            AnyNetwork::Classifier(_) | AnyNetwork::Squeezenet(_) | AnyNetwork::Describer(_) => Vec::new(),
        }
    }

    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        match self {
            AnyNetwork::Segmenter(network) => network.forward(backend, pixels),
            AnyNetwork::Classifier(network) => network.forward(backend, pixels),
            AnyNetwork::Squeezenet(network) => network.forward(backend, pixels),
            AnyNetwork::Describer(network) => network.forward(backend, pixels),
        }
    }
}
