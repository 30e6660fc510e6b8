//! FCN: 3×3 to a quarter of the channels, dropout, classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attached, Ground, HeadPlace, check_dropout, conv_norm, dropout, to_pixels};
use crate::Result;
use crate::graph::{Builder, Value, Window};
use crate::kind::is_default;
use crate::models::backbone::{Features, Use};
use crate::refusals::Refusals;

/// A fully convolutional head: 3×3 to a quarter of the channels, then the classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fcn {
    /// Probability that training sets an element behind the 3×3 to 0 (the paper: 0.1); below 1.
    #[serde(default = "dropout")]
    pub dropout: f32,
    /// Where the head works (default: on the lattice, as in the paper).
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: HeadPlace,
}

impl Attached for Fcn {
    fn check(&self, refuse: &mut Refusals) {
        check_dropout(self.dropout, refuse);
    }

    fn used_for(&self) -> Use {
        Use::Segmentation
    }

    fn build(&self, b: &Builder, features: Features, ground: &Ground<'_>) -> Result<Value> {
        let scores = self.on.run(b, features.last, |x| {
            let b = b.pp("classifier").pp("classifier");
            let inner = Window::new((x.channels / 4).max(1), 3).at_cell_pitch();
            let x = conv_norm(&b.pp(0), &b.pp(1), x, inner);
            let x = b.dropout(x, self.dropout);
            b.pp(4).conv(x, Window::new(ground.outputs, 1).biased())
        });
        Ok(to_pixels(b, scores, ground.fine_stride))
    }
}
