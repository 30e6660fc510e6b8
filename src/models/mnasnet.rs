//! MNASNet (Tan et al., CVPR 2019; torchvision's layout and names).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, without_descriptors};
use super::downsampling::Downsampling;
use super::names::Names;
use super::{blocks, strides};
use crate::Result;
use crate::graph::{Builder, Norm, Value, Window};
use crate::grid::Resolution;
use crate::refusals::Refusals;

/// MNASNet at its full depth (`mnasnet1_0`): inverted residuals with ReLU. It has no settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mnasnet {}

/// Number in the state dict, taps along one side, channels, how many times as wide as its input a block is inside, blocks.
type Row = (usize, usize, usize, usize, usize);

/// Names of the stages behind the stem; a stage's first block is strided.
const STAGES: [(&str, &[Row]); 4] = [
    ("layers8", &[(8, 3, 24, 3, 3)]),
    ("layers9", &[(9, 5, 40, 3, 3)]),
    ("layers10-11", &[(10, 5, 80, 6, 3), (11, 3, 96, 6, 2)]),
    ("layers12-15", &[(12, 5, 192, 6, 4), (13, 3, 320, 6, 1)]),
];

/// Probability of dropout before the classifier.
const DROPOUT: f32 = 0.2;

/// This crate has torchvision's names (`layers.8.0.layers.0.weight`, `classifier.1.weight`).
pub const NAMES: Names = Names { title: "MNASNet", key: "mnasnet", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    names.contains("layers.8.0.layers.0.weight")
}

impl Extractor for Mnasnet {
    fn check(&self, _: &mut Refusals) {}

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stem = |b: &Builder, x: Value, step: Step| {
            let b = b.pp("layers");
            let x = layer(&b, 0, x, Window::new(32, 3), Some(step), Norm::Relu);
            let x = layer(&b, 3, x, Window::depthwise(32, 3), None, Norm::Relu);
            layer(&b, 6, x, Window::new(16, 1), None, Norm::Plain)
        };
        let stem = Stage { name: "stem", stride: 2, build: Box::new(stem) };
        let stage = |(number, &(name, rows)): (usize, &(&'static str, &'static [Row]))| {
            let is_last = number + 1 == STAGES.len();
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.pp("layers");
                let x = rows.iter().enumerate().fold(
                    x,
                    |x, (position, &(number, kernel, channels, times, count))| {
                        (0..count).fold(x, |x, block| {
                            let step = (position == 0 && block == 0).then_some(step);
                            inverted(&b.pp(number).pp(block).pp("layers"), x, (kernel, channels, times), step)
                        })
                    },
                );
                if is_last { layer(&b, 14, x, Window::new(1280, 1), None, Norm::Relu) } else { x }
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
        without_descriptors("MNASNet", of)
    }

    /// The mean over the image, dropout, and a linear layer.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let x = b.dropout(b.mean_of_images(features), DROPOUT);
        b.pp("classifier").pp(1).conv(x, Window::new(outputs, 1).biased())
    }
}

/// A convolution of a number and its norm of the next.
fn layer(b: &Builder, number: usize, x: Value, window: Window, step: Option<Step>, end: Norm) -> Value {
    b.pp(number + 1).norm(blocks::conv_into(&b.pp(number), x, window, step), end)
}

/// ReLUs have numbers, too.
fn inverted(
    b: &Builder,
    x: Value,
    (kernel, channels, times): (usize, usize, usize),
    step: Option<Step>,
) -> Value {
    let wide = times * x.channels;
    let y = layer(b, 0, x, Window::new(wide, 1), None, Norm::Relu);
    let y = layer(b, 3, y, Window::depthwise(wide, kernel), step, Norm::Relu);
    let is_same = step.is_none() && x.channels == channels;
    layer(b, 6, y, Window::new(channels, 1), None, if is_same { Norm::Residual(x) } else { Norm::Plain })
}
