//! DeepLabv3+: the pyramid's output goes up to the lattice of stride 4 and is refined there together with
//! the features of layer1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pyramid::Pyramid;
use super::{
    Attached, Ground, HeadPlace, channels, check_channels, check_dropout, conv_norm, dropout, to_pixels,
};
use crate::graph::{Builder, Value, Window};
use crate::kind::is_default;
use crate::models::backbone::{Features, LOW_LEVEL_STRIDE, Use};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// DeepLabv3+: the pyramid of DeepLabv3, refined on the lattice of stride 4 with the features of layer1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deeplabv3Plus {
    /// Channels of every branch (the paper: 256).
    #[serde(default = "channels")]
    pub channels: usize,
    /// Channels to which the low-level features are projected.
    #[serde(default = "low_level_channels")]
    pub low_level_channels: usize,
    /// Probability that training sets an element of the pyramid's result to 0 (the paper: 0.1); below 1.
    #[serde(default = "dropout")]
    pub dropout: f32,
    /// Where the pyramid works; the refinement is on the lattice of stride 4 in any case.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

fn low_level_channels() -> usize {
    48
}

impl Attached for Deeplabv3Plus {
    fn check(&self, refuse: &mut Refusals) {
        check_channels("channels", self.channels, refuse);
        check_channels("low_level_channels", self.low_level_channels, refuse);
        check_dropout(self.dropout, refuse);
    }

    fn used_for(&self) -> Use {
        Use::Segmentation
    }

    fn normalises_images(&self) -> bool {
        true
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        let low_level =
            features.low_level.ok_or_else(|| Error::new("DeepLabv3+ needs features of stride 4"))?;
        let pyramid = Pyramid { channels: self.channels, dropout: self.dropout, stride: ground.fine_stride };
        let names = b.pp("classifier");
        let context = self.on.run(b, features.last, |x| pyramid.build(&names.pp("aspp"), x));
        let project = names.pp("project");
        let projected = Window::new(self.low_level_channels, 1);
        let low_level = conv_norm(&project.pp(0), &project.pp(1), low_level, projected);
        let context = match ground.fine_stride == LOW_LEVEL_STRIDE {
            true => context,
            false => b.resize(context, ground.fine_stride, LOW_LEVEL_STRIDE),
        };
        let x = b.concat(&[low_level, context]);
        let refine = names.pp("classifier");
        let x = conv_norm(&refine.pp(0), &refine.pp(1), x, Window::new(self.channels, 3));
        let scores = refine.pp(3).conv(x, Window::new(ground.outputs, 1).biased());
        Ok(to_pixels(b, scores, LOW_LEVEL_STRIDE))
    }
}
