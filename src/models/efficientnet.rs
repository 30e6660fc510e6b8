//! EfficientNet-B0 to -B7 (Tan and Le, ICML 2019; torchvision's layout and names).

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
use crate::ops::{Activation, BatchNorm};
use crate::refusals::Refusals;

/// Inverted residuals with SiLU and squeeze-and-excitation.
///
/// torchvision leaves out whole blocks at random in training (stochastic depth); here none is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Efficientnet {
    /// From 0 (B0) to 7 (B7).
    #[serde(default)]
    pub size: usize,
}

/// Width, depth and dropout of the published networks.
const SIZES: [(f64, f64, f32); 8] = [
    (1.0, 1.0, 0.2),
    (1.0, 1.1, 0.2),
    (1.1, 1.2, 0.3),
    (1.2, 1.4, 0.3),
    (1.4, 1.8, 0.4),
    (1.6, 2.2, 0.4),
    (1.8, 2.6, 0.5),
    (2.0, 3.1, 0.5),
];

/// Number in the state dict, how many times as wide as its input a block is inside, taps along one side, channels, blocks.
type Row = (usize, usize, usize, usize, usize);

/// Names of the stages behind the stem; a stage's first block is strided.
const STAGES: [(&str, &[Row]); 4] = [
    ("features2", &[(2, 6, 3, 24, 2)]),
    ("features3", &[(3, 6, 5, 40, 2)]),
    ("features4-5", &[(4, 6, 3, 80, 3), (5, 6, 5, 112, 3)]),
    ("features6-8", &[(6, 6, 5, 192, 4), (7, 6, 3, 320, 1)]),
];

/// Behind the stem's convolution, at its stride.
const FIRST: Row = (1, 1, 3, 16, 1);

const SILU: Then = Then::Other(Activation::Silu);

/// This crate has torchvision's names (`features.2.0.block.0.0.weight`, `classifier.1.weight`).
pub const NAMES: Names = Names { title: "EfficientNet", key: "efficientnet", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    ["features.1.0.block.0.0.weight", "features.1.0.block.1.fc1.weight"]
        .iter()
        .all(|name| names.contains(name))
}

impl Extractor for Efficientnet {
    fn check(&self, refuse: &mut Refusals) {
        let what = format!("there is no EfficientNet-B{}", self.size);
        refuse.require(self.size < SIZES.len(), "size", what, "from 0 (B0) to 7 (B7)");
    }

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stem = move |b: &Builder, x: Value, step: Step| {
            let b = b.with_eps(self.eps()).pp("features");
            let window = Window::new(self.channels(32), 3);
            let x = conv_norm(&b.pp(0), x, window, Some(step), SILU);
            self.blocks(&b, x, FIRST, None)
        };
        let stem = Stage { name: "stem", stride: 2, build: Box::new(stem) };
        let stage = |(number, &(name, rows)): (usize, &(&'static str, &'static [Row]))| {
            let is_last = number + 1 == STAGES.len();
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.with_eps(self.eps()).pp("features");
                let x = rows
                    .iter()
                    .enumerate()
                    .fold(x, |x, (position, row)| self.blocks(&b, x, *row, (position == 0).then_some(step)));
                // Four times as wide as the last blocks.
                let window = Window::new(4 * x.channels, 1);
                if is_last { conv_norm(&b.pp(8), x, window, None, SILU) } else { x }
            };
            Stage { name, stride: 4 << number, build: Box::new(build) }
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
        without_descriptors("EfficientNet", of)
    }

    /// The mean over the image, dropout, and a linear layer.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let x = b.dropout(b.mean_of_images(features), self.published().2);
        b.pp("classifier").pp(1).conv(x, Window::new(outputs, 1).biased())
    }
}

impl Efficientnet {
    /// The published network of this size; `check` refuses the sizes that there are none of.
    fn published(&self) -> (f64, f64, f32) {
        SIZES.get(self.size).copied().unwrap_or(SIZES[0])
    }

    /// What its norms add to the variance: B5 to B7 come from a program with another default.
    fn eps(&self) -> f32 {
        if self.size < 5 { BatchNorm::EPS } else { 1e-3 }
    }

    fn channels(&self, channels: usize) -> usize {
        in_eights(channels, self.published().0)
    }

    /// Blocks of one kind; the first one leads into the next stage where a step is given.
    fn blocks(
        &self,
        b: &Builder,
        x: Value,
        (number, times, kernel, channels, count): Row,
        step: Option<Step>,
    ) -> Value {
        let count = (count as f64 * self.published().1).ceil() as usize;
        (0..count).fold(x, |x, block| {
            let (gate, between) = (Activation::Sigmoid, (x.channels / 4).max(1));
            let squeeze = Some(Squeeze { channels: between, then: SILU, gate });
            let (wide, channels) = (times * x.channels, self.channels(channels));
            Inverted { wide, channels, kernel, then: SILU, squeeze, flat_end: false }.build(
                &b.pp(number).pp(block).pp("block"),
                x,
                step.filter(|_| block == 0),
            )
        })
    }
}
