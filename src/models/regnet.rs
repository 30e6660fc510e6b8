//! RegNetY (Radosavovic et al., CVPR 2020; torchvision's layout and names).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, without_descriptors};
use super::blocks::{Squeeze, Then, conv_norm};
use super::downsampling::Downsampling;
use super::names::Names;
use super::strides;
use crate::Result;
use crate::graph::{Builder, Norm, Value, Window};
use crate::grid::Resolution;
use crate::ops::Activation;
use crate::refusals::Refusals;

/// RegNetY-400MF: residual blocks of a 1×1, a 3×3 in groups of eight channels, squeeze-and-excitation, and a 1×1. It has no
/// settings.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regnet {}

/// Names of the stages, channels, and blocks.
const STAGES: [(&str, usize, usize); 4] =
    [("block1", 48, 1), ("block2", 104, 3), ("block3", 208, 6), ("block4", 440, 6)];

/// Channels of the stem, and of each group.
const STEM: usize = 32;
const GROUP: usize = 8;

/// torchvision's names without a part belong to the backbone (`trunk_output.block1.block1-0.f.a.0.weight`), `fc` is the
/// classifier of images.
pub const NAMES: Names = Names { title: "RegNet", key: "regnet", knows, ours };

fn knows(names: &HashSet<&str>) -> bool {
    names
        .iter()
        .any(|name| name.starts_with("trunk_output.block1.") || name.starts_with("backbone.trunk_output."))
}

fn ours(name: &str) -> Option<String> {
    match name.split('.').next().unwrap_or_default() {
        "stem" | "trunk_output" => Some(format!("backbone.{name}")),
        "fc" => Some(format!("classifier.{name}")),
        _ => None,
    }
}

impl Extractor for Regnet {
    fn check(&self, _: &mut Refusals) {}

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        self.gives(of)?;
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let stem = |b: &Builder, x: Value, step: Step| {
            conv_norm(&b.pp("backbone").pp("stem"), x, Window::new(STEM, 3), Some(step), Then::Relu)
        };
        let stem = Stage { name: "stem", stride: 2, build: Box::new(stem) };
        let stage = |(number, &(name, channels, blocks)): (usize, &(&'static str, usize, usize))| {
            let build = move |b: &Builder, x: Value, step: Step| {
                let b = b.pp("backbone").pp("trunk_output").pp(name);
                (0..blocks).fold(x, |x, block| {
                    residual(&b.pp(format!("{name}-{block}")), x, channels, (block == 0).then_some(step))
                })
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
        without_descriptors("RegNet", of)
    }
}

/// The first block of a stage, which leads into it, has a projection as its shortcut.
fn residual(b: &Builder, x: Value, channels: usize, step: Option<Step>) -> Value {
    let shortcut = match step {
        None => x,
        step => conv_norm(&b.pp("proj"), x, Window::new(channels, 1), step, Then::Nothing),
    };
    let between = ((0.25 * x.channels as f64).round() as usize).max(1);
    let b = b.pp("f");
    let y = conv_norm(&b.pp("a"), x, Window::new(channels, 1), None, Then::Relu);
    let window = Window::new(channels, 3).in_groups(channels / GROUP);
    let y = conv_norm(&b.pp("b"), y, window, step, Then::Relu);
    let squeeze = Squeeze { channels: between, then: Then::Relu, gate: Activation::Sigmoid };
    let y = squeeze.build(&b.pp("se"), y);
    let y = b.pp("c").pp(0).conv(y, Window::new(channels, 1));
    b.pp("c").pp(1).norm(y, Norm::ResidualRelu(shortcut))
}
