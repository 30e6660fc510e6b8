//! DeepLabv3: the pyramid, one 3×3, classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pyramid::Pyramid;
use super::{
    Attached, Ground, HeadPlace, channels, check_channels, check_dropout, conv_norm, dropout, to_pixels,
};
use crate::Result;
use crate::graph::{Builder, Value, Window};
use crate::kind::is_default;
use crate::models::backbone::{Features, Use};
use crate::refusals::Refusals;

/// DeepLabv3: atrous spatial pyramid pooling, rates 3, 6, 9 × 32/OS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deeplabv3 {
    /// Channels of every branch (the paper: 256).
    #[serde(default = "channels")]
    pub channels: usize,
    /// Probability that training sets an element of the pyramid's result to 0 (the paper: 0.1); below 1.
    #[serde(default = "dropout")]
    pub dropout: f32,
    /// Where the head works (default: on the lattice, as in the paper).
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

impl Attached for Deeplabv3 {
    fn check(&self, refuse: &mut Refusals) {
        check_channels("channels", self.channels, refuse);
        check_dropout(self.dropout, refuse);
    }

    fn used_for(&self) -> Use {
        Use::Segmentation
    }

    fn normalises_images(&self) -> bool {
        true
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        let pyramid = Pyramid { channels: self.channels, dropout: self.dropout, stride: ground.fine_stride };
        let scores = self.on.run(b, features.last, |x| {
            let b = b.pp("classifier").pp("classifier");
            let x = pyramid.build(&b.pp(0), x);
            let x = conv_norm(&b.pp(1), &b.pp(2), x, Window::new(self.channels, 3).at_cell_pitch());
            b.pp(4).conv(x, Window::new(ground.outputs, 1).biased())
        });
        Ok(to_pixels(b, scores, ground.fine_stride))
    }
}
