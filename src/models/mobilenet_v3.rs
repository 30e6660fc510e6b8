//! MobileNetV3 (Howard et al., ICCV 2019; torchvision's layout and names).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, without_descriptors};
use super::blocks::{Inverted, Squeeze, Then, conv_norm, in_eights};
use super::downsampling::Downsampling;
use super::names::Names;
use super::strides;
use crate::Result;
use crate::graph::{Builder, Value, Window};
use crate::grid::Resolution;
use crate::ops::Activation;
use crate::refusals::Refusals;

/// MobileNetV3-Large: inverted residuals with ReLU, hard-swish and squeeze-and-excitation. It has no settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MobilenetV3 {}

/// Taps along one side, channels inside and of the result, with squeeze-and-excitation.
type Row = (usize, usize, usize, bool);

/// Name, blocks, and what follows their convolutions; the first block of a stage is strided.
type Blocks = (&'static str, &'static [Row], Then);

const HARD_SWISH: Then = Then::Other(Activation::HardSwish);

/// The stages behind the stem.
const STAGES: [Blocks; 4] = [
    ("features2-3", &[(3, 64, 24, false), (3, 72, 24, false)], Then::Relu),
    ("features4-6", &[(5, 72, 40, true), (5, 120, 40, true), (5, 120, 40, true)], Then::Relu),
    (
        "features7-12",
        &[
            (3, 240, 80, false),
            (3, 200, 80, false),
            (3, 184, 80, false),
            (3, 184, 80, false),
            (3, 480, 112, true),
            (3, 672, 112, true),
        ],
        HARD_SWISH,
    ),
    ("features13-16", &[(5, 672, 160, true), (5, 960, 160, true), (5, 960, 160, true)], HARD_SWISH),
];

/// Channels of the stem, of the last 1×1, and between the classifier's two layers.
const STEM: usize = 16;
const LAST: usize = 960;
const CLASSIFIER: usize = 1280;
/// Probability of dropout before the last layer.
const DROPOUT: f32 = 0.2;
/// What its norms add to the variance.
const EPS: f32 = 1e-3;

/// This crate has torchvision's names (`features.4.block.2.fc1.weight`, `classifier.3.weight`).
pub const NAMES: Names = Names { title: "MobileNetV3", key: "mobilenet-v3", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    ["features.1.block.0.0.weight", "features.4.block.2.fc1.weight"].iter().all(|name| names.contains(name))
}

impl Extractor for MobilenetV3 {
    fn check(&self, _: &mut Refusals) {}

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stem = Stage { name: "stem", stride: 2, build: Box::new(stem) };
        let mut first = 2;
        let stage = |(number, blocks): (usize, &'static Blocks)| {
            let own = first;
            first += blocks.1.len();
            let (is_last, end) = (number + 1 == STAGES.len(), first);
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.with_eps(EPS).pp("features");
                let x = blocks.1.iter().enumerate().fold(x, |x, (block, row)| {
                    let step = (block == 0).then_some(step);
                    inverted(*row, blocks.2).build(&b.pp(own + block).pp("block"), x, step)
                });
                let window = Window::new(LAST, 1);
                if is_last { conv_norm(&b.pp(end), x, window, None, HARD_SWISH) } else { x }
            };
            Stage { name: blocks.0, stride: 4 << number, build: Box::new(build) }
        };
        [stem].into_iter().chain(STAGES.iter().enumerate().map(stage)).collect()
    }

    fn has_batch_norms(&self) -> bool {
        true
    }

    fn merges_by_mean(&self) -> bool {
        true
    }

    fn gives(&self, of: Use) -> Result<()> {
        without_descriptors("MobileNetV3", of)
    }

    /// The mean over the image and two linear layers.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let b = b.pp("classifier");
        let x = b.pp(0).conv(b.mean_of_images(features), Window::new(CLASSIFIER, 1).biased());
        let x = b.dropout(HARD_SWISH.after(&b, x), DROPOUT);
        b.pp(3).conv(x, Window::new(outputs, 1).biased())
    }
}

fn stem(b: &Builder, x: Value, step: Step) -> Value {
    let b = b.with_eps(EPS).pp("features");
    let x = conv_norm(&b.pp(0), x, Window::new(STEM, 3), Some(step), HARD_SWISH);
    inverted((3, STEM, STEM, false), Then::Relu).build(&b.pp(1).pp("block"), x, None)
}

fn inverted((kernel, wide, channels, squeezes): Row, then: Then) -> Inverted {
    let channels_between = in_eights(wide / 4, 1.0);
    let squeeze = Squeeze { channels: channels_between, then: Then::Relu, gate: Activation::HardSigmoid };
    Inverted { wide, channels, kernel, then, squeeze: squeezes.then_some(squeeze), flat_end: false }
}
