//! ConvNeXt (Liu et al., CVPR 2022; torchvision's layout and names).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, without_descriptors};
use super::blocks::strided_conv;
use super::downsampling::Downsampling;
use super::names::Names;
use super::strides;
use crate::Result;
use crate::graph::{Builder, Value, Window};
use crate::grid::Resolution;
use crate::ops::Activation;
use crate::refusals::Refusals;

/// ConvNeXt-Tiny: depthwise 7×7, norms over channels, GELU. It has no settings.
///
/// Its 2×2 of stride 2 has no centre. The step into depth d lays taps at offsets 0 and 1 times 2^(d−1) at the centre of each
/// cell that it keeps of depth d−1: in a box that merges these are its four cells, as in the regular network; a cell that
/// stays reads places as far apart, right of it and below, zeros outside the image.
///
/// torchvision leaves out whole blocks at random in training (stochastic depth); here none is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convnext {}

/// Names of the stages, channels, and blocks; a stage has two numbers in the state dict: the way into it, and its blocks.
const STAGES: [(&str, usize, usize); 4] =
    [("features0-1", 96, 3), ("features2-3", 192, 3), ("features4-5", 384, 9), ("features6-7", 768, 3)];

/// How many times as wide as its input a block is inside.
const WIDER: usize = 4;
/// What its norms add to the variance.
const EPS: f32 = 1e-6;

/// This crate has torchvision's names (`features.1.0.layer_scale`, `classifier.2.weight`).
pub const NAMES: Names = Names { title: "ConvNeXt", key: "convnext", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    names.contains("features.1.0.layer_scale")
}

impl Extractor for Convnext {
    fn check(&self, _: &mut Refusals) {}

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stage = |(number, &(name, channels, blocks)): (usize, &(&'static str, usize, usize))| {
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.pp("features");
                let into = b.pp(2 * number);
                let x = if number == 0 {
                    // Patches of 4×4 pixels.
                    let patches = Window::new(channels, 4).unpadded().biased();
                    into.pp(1).layer_norm(into.pp(0).conv_to(x, step.to, patches), EPS)
                } else {
                    let x = into.pp(0).layer_norm(x, EPS);
                    strided_conv(&into.pp(1), x, Window::new(channels, 2).unpadded().biased(), step)
                };
                (0..blocks).fold(x, |x, number_of_block| block(&b.pp(2 * number + 1).pp(number_of_block), x))
            };
            Stage { name, stride: 4 << number, build: Box::new(build) }
        };
        STAGES.iter().enumerate().map(stage).collect()
    }

    fn merges_by_mean(&self) -> bool {
        true
    }

    fn gives(&self, of: Use) -> Result<()> {
        without_descriptors("ConvNeXt", of)
    }

    /// The mean over the image, a norm, and a linear layer.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let b = b.pp("classifier");
        let x = b.pp(0).layer_norm(b.mean_of_images(features), EPS);
        b.pp(2).conv(x, Window::new(outputs, 1).biased())
    }
}

fn block(b: &Builder, x: Value) -> Value {
    let inner = b.pp("block");
    let y = inner.pp(0).conv(x, Window::depthwise(x.channels, 7).biased());
    let y = inner.pp(2).layer_norm(y, EPS);
    let y = inner.pp(3).conv(y, Window::new(WIDER * x.channels, 1).biased());
    let y = inner.activate(y, Activation::Gelu);
    let y = inner.pp(5).conv(y, Window::new(x.channels, 1).biased());
    b.layer_scale(y, x)
}
