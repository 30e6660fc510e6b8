//! The classifier of whole images that the backbone was published with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attached, Ground};
use crate::Result;
use crate::graph::{Builder, Value};
use crate::models::backbone::{Features, Use};
use crate::refusals::Refusals;

/// Classes are told apart by 16 bits, of which one value means none.
const MOST_OUTPUTS: usize = 65_535;

/// The backbone's own classifier as it was published, for whole images. ResNet: the mean over the image, then a linear
/// layer; SqueezeNet: dropout, a 1×1 convolution with ReLU, then the mean; MobileNetV3 and VGG-16 have two and three linear
/// layers. Cells count by their area.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classifier {
    /// Outputs of weights that were trained on more classes than the data set has (ImageNet: 1000); its card says
    /// which `output` stands for which class (default: one for each class of the data).
    #[serde(default)]
    pub outputs: Option<usize>,
}

impl Attached for Classifier {
    fn check(&self, refuse: &mut Refusals) {
        let good = self.outputs.is_none_or(|outputs| (1..=MOST_OUTPUTS).contains(&outputs));
        let help = format!("from 1 to {MOST_OUTPUTS}");
        refuse.require(good, "outputs", "a network needs an output for each class", help);
    }

    fn used_for(&self) -> Use {
        Use::Classification
    }

    fn outputs(&self) -> Option<usize> {
        self.outputs
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        Ok(ground.extractor.classify(b, features.last, ground.outputs))
    }
}
