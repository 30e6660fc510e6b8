//! ResNet-18/34/50/101/152 (torchvision's layout, stride on the 3×3 of the bottleneck), METHOD section 5.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, check_width, scaled};
use super::downsampling::{Downsampling, Merging, Strided};
use super::names::Names;
use super::strides;
use crate::graph::{Builder, Norm, Value, Window};
use crate::grid::{self, Place, Resolution};
use crate::refusals::Refusals;
use crate::{Error, Result};

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

/// Channels of the narrowest stage at width 1.
const NARROWEST: usize = 64;

/// Names of the four stages.
const LAYERS: [&str; 4] = ["layer1", "layer2", "layer3", "layer4"];

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
        let stem = Stage { name: "stem", stride: 4, build: Box::new(|b, x, _| self.stem(b, x)) };
        let layer = move |number: usize| Stage {
            name: LAYERS[number],
            stride: 4 << number,
            build: Box::new(move |b, x, step| {
                let inner = scaled(NARROWEST << number, self.width);
                let blocks = self.blocks.unwrap_or(published)[number];
                let b = b.pp("backbone").pp(LAYERS[number]);
                (0..blocks).fold(x, |x, block| {
                    let starts_stage = number > 0 && block == 0;
                    residual(&b.pp(block), x, inner, bottleneck, starts_stage, step)
                })
            }),
        };
        [stem].into_iter().chain((0..4).map(layer)).collect()
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
        match of {
            Use::Segmentation | Use::Classification => Ok(()),
            Use::Descriptors => Err(Error::new("a ResNet has no descriptors here")
                .help("`backbone: {kind: vgg}` or `{kind: squeezenet}`")),
        }
    }
}

impl Resnet {
    /// The published network of this depth; `check` refuses the depths that there are none of.
    fn published(&self) -> (usize, [usize; 4], bool) {
        PUBLISHED.into_iter().find(|(depth, ..)| *depth == self.depth).unwrap_or(PUBLISHED[0])
    }

    fn stem(&self, b: &Builder, x: Value) -> Value {
        let b = b.pp("backbone");
        let lattice = |stride| Place::Lattice { stride };
        let x = b.pp("conv1").conv_to(x, lattice(2), Window::new(scaled(NARROWEST, self.width), 7));
        let x = b.pp("bn1").norm(x, Norm::Relu);
        b.max_pool(x, lattice(4), grid::Window::centred(3, 1))
    }
}

/// One residual block: two 3×3, or a bottleneck of 1×1, 3×3 and 1×1 with four times the channels at its end; the
/// shortcut has a projection where shapes change.
fn residual(b: &Builder, x: Value, inner: usize, bottleneck: bool, starts_stage: bool, step: Step) -> Value {
    let (windows, strided): (&[(usize, usize)], usize) = if bottleneck {
        (&[(inner, 1), (inner, 3), (4 * inner, 1)], 1)
    } else {
        (&[(inner, 3), (inner, 3)], 0)
    };
    let last = windows.len() - 1;
    let shortcut = if starts_stage || x.channels != windows[last].0 {
        let b = b.pp("downsample");
        let projected = strided_conv(&b.pp(0), x, Window::new(windows[last].0, 1), step);
        b.pp(1).norm(projected, Norm::Plain)
    } else {
        x
    };
    windows.iter().enumerate().fold(x, |y, (number, &(channels, kernel))| {
        let window = Window::new(channels, kernel);
        let conv = b.pp(format!("conv{}", number + 1));
        let y = if number == strided { strided_conv(&conv, y, window, step) } else { conv.conv(y, window) };
        let end = if number == last { Norm::ResidualRelu(shortcut) } else { Norm::Relu };
        b.pp(format!("bn{}", number + 1)).norm(y, end)
    })
}

/// Into the next place; on cells in the authors' way, if that is wanted: everywhere, and then the step. Cells that merge by
/// their mean need everything, too, unless the convolution reads one cell: the mean may then come first, which is cheaper.
fn strided_conv(b: &Builder, x: Value, window: Window, step: Step) -> Value {
    let depth = match step.to {
        Place::Cells { depth } if x.place != step.to => depth,
        to => return b.conv_to(x, to, window),
    };
    match (step.merging, step.strided, window.kernel()) {
        (Merging::Mean, _, 1) => b.conv(b.merge_by_mean(x, depth), window),
        (Merging::Mean, ..) => b.merge_by_mean(b.conv(x, window), depth),
        (_, Strided::All, 2..) => b.keep(b.conv(x, window), depth),
        _ => b.conv_to(x, step.to, window),
    }
}
