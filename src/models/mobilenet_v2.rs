//! MobileNetV2 (Sandler et al., CVPR 2018; torchvision's layout and names).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, check_width, without_descriptors};
use super::blocks::{Inverted, Then, conv_norm, in_eights};
use super::downsampling::Downsampling;
use super::names::Names;
use super::strides;
use crate::Result;
use crate::graph::{Builder, Value, Window};
use crate::grid::Resolution;
use crate::ops::Activation;
use crate::refusals::Refusals;

/// Inverted residuals with ReLU6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MobilenetV2 {
    /// Multiplies every channel count, to multiples of eight (1 = the published network).
    #[serde(default = "one")]
    pub width: f64,
    /// Channels of the last 1×1 (default: 1280, as published also for narrower networks, more in wider ones).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<usize>,
}

fn one() -> f64 {
    1.0
}

/// How many times as wide as its input a block is inside, channels, and how many there are; a stage's first one is strided.
type Row = (usize, usize, usize);

/// Names of the stages behind the stem, and their blocks.
const STAGES: [(&str, &[Row]); 4] = [
    ("features2-3", &[(6, 24, 2)]),
    ("features4-6", &[(6, 32, 3)]),
    ("features7-13", &[(6, 64, 4), (6, 96, 3)]),
    ("features14-18", &[(6, 160, 3), (6, 320, 1)]),
];

const RELU6: Then = Then::Other(Activation::Relu6);
/// Probability of dropout before the classifier.
const DROPOUT: f32 = 0.2;
/// Channels that are published and that no width changes below 1.
const LAST: usize = 1280;

/// This crate has torchvision's names (`features.2.conv.0.0.weight`, `classifier.1.weight`).
pub const NAMES: Names = Names { title: "MobileNetV2", key: "mobilenet-v2", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    ["features.1.conv.0.0.weight", "features.2.conv.1.0.weight"].iter().all(|name| names.contains(name))
}

impl Extractor for MobilenetV2 {
    fn check(&self, refuse: &mut Refusals) {
        check_width(self.width, 16.0, refuse);
        let good = self.last.is_none_or(|last| (1..=1 << 14).contains(&last));
        refuse.require(good, "last", "a last 1×1 needs channels", "from 1 to 16384");
    }

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stem = Stage { name: "stem", stride: 2, build: Box::new(|b, x, step| self.stem(b, x, step)) };
        // The stem has numbers 0 and 1.
        let mut first = 2;
        let stage = |(number, &(name, rows)): (usize, &(&'static str, &'static [Row]))| {
            let own = first;
            first += rows.iter().map(|row| row.2).sum::<usize>();
            let (is_last, end) = (number + 1 == STAGES.len(), first);
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.pp("features");
                let blocks = rows.iter().flat_map(|row| std::iter::repeat_n(row, row.2)).enumerate();
                let x = blocks.fold(x, |x, (block, &(times, channels, _))| {
                    let step = (block == 0).then_some(step);
                    self.block(&b.pp(own + block).pp("conv"), x, (times, channels), step)
                });
                match is_last {
                    true => conv_norm(&b.pp(end), x, Window::new(self.last(), 1), None, RELU6),
                    false => x,
                }
            };
            Stage { name, stride: 4 << number, build: Box::new(build) }
        };
        [stem].into_iter().chain(STAGES.iter().enumerate().map(stage)).collect()
    }

    fn width(&self) -> f64 {
        self.width
    }

    fn has_batch_norms(&self) -> bool {
        true
    }

    fn merges_by_mean(&self) -> bool {
        true
    }

    fn gives(&self, of: Use) -> Result<()> {
        without_descriptors("MobileNetV2", of)
    }

    /// The mean over the image, dropout, and a linear layer.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let x = b.dropout(b.mean_of_images(features), DROPOUT);
        b.pp("classifier").pp(1).conv(x, Window::new(outputs, 1).biased())
    }
}

impl MobilenetV2 {
    fn stem(&self, b: &Builder, x: Value, step: Step) -> Value {
        let b = b.pp("features");
        let window = Window::new(in_eights(32, self.width), 3);
        let x = conv_norm(&b.pp(0), x, window, Some(step), RELU6);
        self.block(&b.pp(1).pp("conv"), x, (1, 16), None)
    }

    fn block(&self, b: &Builder, x: Value, (times, channels): (usize, usize), step: Option<Step>) -> Value {
        let channels = in_eights(channels, self.width);
        let wide = times * x.channels;
        Inverted { wide, channels, kernel: 3, then: RELU6, squeeze: None, flat_end: true }.build(b, x, step)
    }

    fn last(&self) -> usize {
        self.last.unwrap_or_else(|| in_eights(LAST, self.width.max(1.0)))
    }
}
