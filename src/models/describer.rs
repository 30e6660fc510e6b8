//! Networks whose features describe places of an image, to be found again in another (METHOD sections 5 and 7).

use super::Resolution;
use super::backend::Backend;
use super::config::{Adaptive, Backbone, Downsampling};
use super::model::Model;
use super::squeezenet_features::SqueezenetFeatures;
use super::vgg::Vgg;
use crate::{Error, Result};

/// Output stride of what is coarse, in every network here.
const COARSE: usize = 8;

/// Features on the cells of the last depth.
#[derive(Debug, Clone)]
pub enum Describer {
    Vgg(Vgg),
    Squeezenet(SqueezenetFeatures),
}

impl Describer {
    /// The network of an experiment.
    ///
    /// # Errors
    /// When the backbone has no such features or no such strides.
    pub fn new(backbone: &Backbone, downsampling: &Downsampling) -> Result<Self> {
        if let Downsampling::Adaptive(Adaptive { fine, coarse, block, .. }) = downsampling {
            if *coarse != COARSE {
                return Err(Error::new(format!("descriptors have no coarse stride {coarse}"))
                    .help(format!("`coarse: {COARSE}`")));
            }
            let own = COARSE / fine.clamp(&1, &COARSE);
            if block.is_some_and(|block| block != own) {
                return Err(Error::new("levels around keypoints come in boxes of their own")
                    .help("leave out `block`"));
            }
        }
        match (backbone, downsampling) {
            (Backbone::Vgg(vgg), Downsampling::Regular(regular)) => {
                Ok(Describer::Vgg(Vgg::regular(regular.output_stride)?.of_width(vgg.width)))
            }
            (Backbone::Vgg(vgg), Downsampling::Adaptive(adaptive)) => {
                Ok(Describer::Vgg(Vgg::adaptive(adaptive.fine)?.of_width(vgg.width)))
            }
            (Backbone::Squeezenet(_), Downsampling::Regular(regular)) => {
                Ok(Describer::Squeezenet(SqueezenetFeatures::regular(regular.output_stride)?))
            }
            (Backbone::Squeezenet(_), Downsampling::Adaptive(adaptive)) => {
                Ok(Describer::Squeezenet(SqueezenetFeatures::adaptive(adaptive.fine)?))
            }
            (Backbone::Resnet(_), _) => Err(Error::new("a ResNet has no descriptors here")
                .help("`backbone: {kind: vgg}` or `{kind: squeezenet}`")),
        }
    }

    /// The depth whose cells the features are on.
    pub fn depth(&self) -> u8 {
        (COARSE / self.resolution().fine).trailing_zeros() as u8
    }
}

impl Model for Describer {
    fn resolution(&self) -> Resolution {
        match self {
            Describer::Vgg(network) => network.resolution(),
            Describer::Squeezenet(network) => network.resolution(),
        }
    }

    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        match self {
            Describer::Vgg(network) => network.forward(backend, pixels),
            Describer::Squeezenet(network) => network.forward(backend, pixels),
        }
    }
}
