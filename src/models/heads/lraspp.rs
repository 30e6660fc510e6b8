//! LR-ASPP: one 1×1 and a gate of the whole image on the last features, scores there and at stride 8, added.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attached, Ground, HeadPlace, check_channels, conv_norm, to_pixels};
use crate::graph::{Builder, Value, Window};
use crate::kind::is_default;
use crate::models::backbone::{Features, MIDDLE_STRIDE, Use};
use crate::ops::Activation;
use crate::refusals::Refusals;
use crate::{Error, Result};

/// LR-ASPP (Howard et al., ICCV 2019; torchvision's layout): the light head of MobileNetV3, for any backbone whose fine
/// stride is 8 or more.
///
/// torchvision's network takes the first features of stride 8 for its low ones, here they are the last of that stride; and its
/// backbone dilates the layer that loses its stride, which here keeps the dilation before it. So a published network would not
/// score what it does there; its file's names (`backbone.0.0.weight`) are not renamed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lraspp {
    /// Channels between the features and the classes (published: 128).
    #[serde(default = "channels")]
    pub channels: usize,
    /// Where the last features are gated (default: on the lattice); the sum is on the lattice of stride 8 in any case.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

fn channels() -> usize {
    128
}

impl Attached for Lraspp {
    fn check(&self, refuse: &mut Refusals) {
        check_channels("channels", self.channels, refuse);
    }

    fn used_for(&self) -> Use {
        Use::Segmentation
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        let low = features.middle.ok_or_else(|| {
            Error::new("LR-ASPP needs features of stride 8 on a lattice").help("a fine stride of 8, 16 or 32")
        })?;
        let names = b.pp("classifier");
        let gated = self.on.run(b, features.last, |x| {
            let window = Window::new(self.channels, 1);
            let scale = b.mean_of_images(x);
            let scale = b.activate(names.pp("scale").pp(1).conv(scale, window), Activation::Sigmoid);
            let x = conv_norm(&names.pp("cbr").pp(0), &names.pp("cbr").pp(1), x, window);
            b.scale_images(x, scale)
        });
        let gated = match ground.fine_stride == MIDDLE_STRIDE {
            true => gated,
            false => b.resize(gated, ground.fine_stride, MIDDLE_STRIDE),
        };
        let classes = Window::new(ground.outputs, 1).biased();
        let low = names.pp("low_classifier").conv(low, classes);
        let high = names.pp("high_classifier").conv(gated, classes);
        Ok(to_pixels(b, b.sum(low, high), MIDDLE_STRIDE))
    }
}
