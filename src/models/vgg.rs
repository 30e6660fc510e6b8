//! VGG-16: up to conv4_3, as D2-Net uses it for keypoints, or as a whole, with adaptive 2×2 max-pools behind the fine stride
//! (METHOD section 5).

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use, check_width, scaled};
use super::downsampling::Downsampling;
use super::names::Names;
use super::strides;
use crate::graph::{Builder, Value, Window};
use crate::grid::{self, Place, Resolution, Sides};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// 3×3 convolutions with biases: ten and three pools where it describes places, else thirteen and five pools (torchvision's
/// network without batch-norms, with its classifier of three linear layers).
///
/// Images must be multiples of 8 on both sides, for the classifier of its stride. In the regular network of a finer stride the last pools are
/// left out and the convolutions after them dilated; in the adaptive one, cells that do not merge stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vgg {
    /// Multiplies every channel count (1 = the published network).
    #[serde(default = "one")]
    pub width: f64,
}

fn one() -> f64 {
    1.0
}

/// Names of the stages, and the channels of their convolutions; a pool stands before each but the first.
const STAGES: [(&str, &[usize]); 4] = [
    ("conv1_x", &[64, 64]),
    ("conv2_x", &[128, 128]),
    ("conv3_x", &[256, 256, 256]),
    ("conv4_x", &[512, 512, 512]),
];

/// The stages behind these, where it does not describe places.
const FURTHER: [(&str, &[usize]); 2] = [("conv5_x", &[512, 512, 512]), ("pool5", &[])];

/// Parts along one side that the classifier reads, and channels between its layers.
const SIDE: usize = 7;
const CLASSIFIER: usize = 4096;
/// Probability of dropout behind these.
const DROPOUT: f32 = 0.5;

/// Output stride behind the last pool.
const NATIVE_STRIDE: usize = 8;

/// VGG-16 without batch-norm: `conv1` … `conv10` here, up to `conv13` as a whole.
pub const NAMES: Names = Names { title: "VGG-16", key: "vgg", knows, ours };

/// Before the position of a layer: torchvision's name and D2-Net's.
const PARTS: [&str; 2] = ["features.", "dense_feature_extraction.model."];

/// Positions of the convolutions among the layers; ReLUs and poolings have positions too.
const POSITIONS: [usize; 13] = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28];

/// Convolutions that describe places.
const OF_PLACES: usize = 10;

/// The ten convolutions and nothing between them: the other VGGs have theirs elsewhere.
fn knows(names: &HashSet<&str>) -> bool {
    let has = |part: &str, position| names.contains(format!("{part}{position}.weight").as_str());
    let ours = (1..=OF_PLACES).all(|number| names.contains(format!("conv{number}.weight").as_str()));
    let last = POSITIONS[OF_PLACES - 1];
    let theirs = |part| (0..=last).all(|position| has(part, position) == POSITIONS.contains(&position));
    ours || PARTS.into_iter().any(theirs)
}

fn ours(name: &str) -> Option<String> {
    let rest = PARTS.iter().find_map(|part| name.strip_prefix(part))?;
    let (position, kind) = rest.split_once('.')?;
    let index = POSITIONS.iter().position(|known| known.to_string() == position)?;
    Some(format!("conv{}.{kind}", index + 1))
}

impl Extractor for Vgg {
    fn check(&self, refuse: &mut Refusals) {
        check_width(self.width, STAGES[0].1[0] as f64, refuse);
    }

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        if of != Use::Descriptors {
            return strides::of_stride_32(downsampling);
        }
        strides::check_descriptors(downsampling)?;
        match downsampling {
            Downsampling::Regular(regular) => {
                let stride = regular.output_stride;
                if ![8, 4, 2, 1].contains(&stride) {
                    return Err(Error::new(format!("VGG-16 has no output stride {stride}"))
                        .help("choose 8, 4, 2 or 1"));
                }
                Ok(Resolution::regular(stride, Sides::Divided))
            }
            Downsampling::Adaptive(adaptive) => {
                let fine = adaptive.fine;
                if ![4, 2, 1].contains(&fine) {
                    return Err(Error::new(format!("there is no adaptive VGG-16 of fine stride {fine}"))
                        .help("choose 4, 2 or 1"));
                }
                Ok(Resolution::adaptive(fine, NATIVE_STRIDE, Sides::Divided))
            }
        }
    }

    fn stages(&self, of: Use) -> Vec<Stage<'_>> {
        let mut first = 1;
        let stage = |(number, (name, channels)): (usize, &(&'static str, &'static [usize]))| {
            let (own, channels) = (first, *channels);
            first += channels.len();
            // The last ReLU belongs to what makes descriptors: D2-Net's backbone ends with conv4_3.
            let is_last = of == Use::Descriptors && number + 1 == STAGES.len();
            let build = Box::new(move |b: &Builder, x: Value, step: Step| {
                let x = if number > 0 { pool(b, x, step) } else { x };
                channels.iter().enumerate().fold(x, |x, (position, &channels)| {
                    let window = Window::new(scaled(channels, self.width), 3).biased();
                    let x = b.pp(format!("conv{}", own + position)).conv(x, window);
                    if is_last && own + position == OF_PLACES { x } else { b.relu(x) }
                })
            });
            Stage { name, stride: 1 << number, build }
        };
        let further = if of == Use::Descriptors { 0 } else { FURTHER.len() };
        STAGES.iter().chain(FURTHER.iter().take(further)).enumerate().map(stage).collect()
    }

    fn gives(&self, _: Use) -> Result<()> {
        Ok(())
    }

    /// The means of 7×7 parts of the image, and three linear layers.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let means = b.mean_of_grid(features, SIDE);
        let b = b.pp("classifier");
        let x = [0, 3].into_iter().fold(means, |x, number| {
            let window = Window::new(scaled(CLASSIFIER, self.width), 1).biased();
            b.dropout(b.relu(b.pp(number).conv(x, window)), DROPOUT)
        });
        b.pp(6).conv(x, Window::new(outputs, 1).biased())
    }

    /// Rectified features of conv4_3.
    fn describe(&self, b: &Builder, features: Value) -> Value {
        b.relu(features)
    }
}

/// The pool into the next lattice or depth; where no box becomes coarse, it is left out.
fn pool(b: &Builder, x: Value, step: Step) -> Value {
    match step.to {
        Place::Cells { .. } if step.is_regular => x.seen_at(step.to),
        Place::Cells { depth } => b.merge(x, depth),
        to => b.max_pool(x, to, grid::Window::unpadded(2)),
    }
}
