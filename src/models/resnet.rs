//! ResNet-18/34/50/101/152 (torchvision's layout, stride on the 3×3 of the bottleneck), METHOD section 5.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Use, check_width, without_descriptors};
use super::downsampling::Downsampling;
use super::names::Names;
use super::residual::{self, Inner, NARROWEST};
use super::strides;
use crate::Result;
use crate::grid::Resolution;
use crate::refusals::Refusals;

/// A residual network in torchvision's layout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resnet {
    /// 18 and 34 have basic blocks; 50, 101 and 152 have bottlenecks.
    pub depth: usize,
    /// Multiplies every channel count (1 = the published network).
    #[serde(default = "one")]
    pub width: f64,
    /// Blocks of the four stages, in place of the published ones.
    #[serde(default)]
    pub blocks: Option<[usize; 4]>,
}

fn one() -> f64 {
    1.0
}

/// The published networks: depth, blocks of the four stages, and whether these are bottlenecks.
const PUBLISHED: [(usize, [usize; 4], bool); 5] = [
    (18, [2, 2, 2, 2], false),
    (34, [3, 4, 6, 3], false),
    (50, [3, 4, 6, 3], true),
    (101, [3, 4, 23, 3], true),
    (152, [3, 8, 36, 3], true),
];

/// torchvision's classifiers name their layers without a part (`layer1.0.conv1.weight`), its segmentation networks with
/// one (`backbone.layer1.0.conv1.weight`, `classifier.4.weight`); the names of the paper's authors are this crate's own.
pub const NAMES: Names = Names { title: "ResNet", key: "resnet", knows, ours };

fn knows(names: &HashSet<&str>) -> bool {
    ["", "backbone."].iter().any(|part| {
        ["conv1.weight", "bn1.weight"].iter().all(|name| names.contains(format!("{part}{name}").as_str()))
            && names.iter().any(|name| name.starts_with(&format!("{part}layer1.0.")))
    })
}

/// `conv1`, `bn1` and `layer…` belong to the backbone, `fc` is the classifier of images; torchvision's heads are
/// called `classifier` once, this crate's twice.
fn ours(name: &str) -> Option<String> {
    match name.split('.').next().unwrap_or_default() {
        "conv1" | "bn1" | "layer1" | "layer2" | "layer3" | "layer4" => Some(format!("backbone.{name}")),
        "fc" => Some(format!("classifier.{name}")),
        "classifier" if !name.starts_with("classifier.classifier.") => Some(format!("classifier.{name}")),
        _ => None,
    }
}

impl Extractor for Resnet {
    fn check(&self, refuse: &mut Refusals) {
        let known = PUBLISHED.iter().any(|(depth, ..)| *depth == self.depth);
        let what = format!("there is no ResNet-{}", self.depth);
        refuse.require(known, "depth", what, "18, 34, 50, 101 or 152");
        check_width(self.width, NARROWEST as f64, refuse);
        if let Some(blocks) = self.blocks {
            let good = blocks.iter().all(|blocks| (1..=256).contains(blocks));
            refuse.require(good, "blocks", "every stage needs blocks", "from 1 to 256 in each stage");
        }
    }

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        if of == Use::Descriptors {
            strides::check_descriptors(downsampling)?;
            self.gives(of)?;
        }
        strides::of_stride_32(downsampling)
    }

    fn stages(&self, _: Use) -> Vec<Stage<'_>> {
        let (_, published, bottleneck) = self.published();
        let inner = if bottleneck { Inner::Bottleneck { base: NARROWEST, groups: 1 } } else { Inner::Basic };
        residual::stages(self.width, self.blocks.unwrap_or(published), inner)
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
        without_descriptors("ResNet", of)
    }
}

impl Resnet {
    /// The published network of this depth; `check` refuses the depths that there are none of.
    fn published(&self) -> (usize, [usize; 4], bool) {
        PUBLISHED.into_iter().find(|(depth, ..)| *depth == self.depth).unwrap_or(PUBLISHED[0])
    }
}
