//! SqueezeNet 1.1 (torchvision's layout and names), with its classifier or up to its sixth fire module, whose features
//! describe places.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Step, Use};
use super::downsampling::{Adaptive, Downsampling};
use super::names::Names;
use super::strides;
use crate::graph::{Builder, Value, Window};
use crate::grid::{self, Place, Resolution, Sides};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// A first 3×3 of stride 2 without padding, three 3×3 max-pools of stride 2, and eight fire modules. It has no settings.
///
/// The pools are laid like the strided convolutions of METHOD section 4: the step into depth d lays a window
/// of offsets 0, 1, 2 times 2^(d−1) at the centre of each cell that it keeps of depth d−1. So a merged box
/// takes the maximum over itself and the next row and column, as the regular network does; a cell that stays
/// takes it over places as far apart. With equal levels this is the regular network, and with level 0
/// everywhere the dense one with dilated pools.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Squeezenet {}

/// A fire module: its number in the state dict, channels squeezed to, and of each expansion.
type Fire = (usize, usize, usize);

/// Names of the stages behind the stem, and their fire modules; a pool stands before each.
const STAGES: [(&str, &[Fire]); 3] = [
    ("fire2-3", &[(3, 16, 64), (4, 16, 64)]),
    ("fire4-5", &[(6, 32, 128), (7, 32, 128)]),
    ("fire6-9", &[(9, 48, 192), (10, 48, 192), (11, 64, 256), (12, 64, 256)]),
];

/// The paper's probability of dropout before the classifier.
const DROPOUT: f32 = 0.5;

/// This crate has torchvision's names (`features.3.squeeze.weight`, `classifier.1.weight`).
pub const NAMES: Names = Names { title: "SqueezeNet", key: "squeezenet", knows, ours: |_| None };

fn knows(names: &HashSet<&str>) -> bool {
    names.iter().any(|name| name.starts_with("features.") && name.ends_with(".squeeze.weight"))
}

impl Extractor for Squeezenet {
    fn check(&self, _: &mut Refusals) {}

    fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
        if of == Use::Descriptors {
            return of_descriptors(downsampling);
        }
        match downsampling {
            Downsampling::Regular(regular) => {
                let stride = regular.output_stride;
                if ![16, 8, 4].contains(&stride) {
                    return Err(Error::new(format!("SqueezeNet has no output stride {stride}"))
                        .help("choose 16, 8 or 4"));
                }
                Ok(Resolution::regular(stride, Sides::Unpadded))
            }
            Downsampling::Adaptive(Adaptive { fine, coarse, block, .. }) => {
                if ![(8, 16), (4, 8), (4, 16)].contains(&(*fine, *coarse)) {
                    return Err(Error::new(format!("there is no adaptive SqueezeNet {fine}→{coarse}"))
                        .help("the pairs (fine, coarse) are 8→16, 4→8 and 4→16"));
                }
                let own = Resolution::adaptive(*fine, *coarse, Sides::Unpadded);
                own.with_block(block.unwrap_or(own.block))
            }
        }
    }

    fn stages(&self, of: Use) -> Vec<Stage<'_>> {
        let stem = Stage {
            name: "stem",
            stride: 2,
            build: Box::new(|b, x, step| {
                rectified(&b.pp("features").pp(0), x, step.to, Window::new(64, 3).unpadded())
            }),
        };
        let stage = |(number, (name, fires)): (usize, &(&'static str, &'static [Fire]))| {
            let fires = *fires;
            let build = Box::new(move |b: &Builder, x: Value, step: Step| {
                let x = b.max_pool(x, step.to, grid::Window::unpadded(3));
                fires.iter().fold(x, |x, module| fire(&b.pp("features"), x, module))
            });
            Stage { name, stride: 4 << number, build }
        };
        let count = if of == Use::Descriptors { 2 } else { 3 };
        [stem].into_iter().chain(STAGES.iter().enumerate().take(count).map(stage)).collect()
    }

    /// Its features describe places as they are: rectified, of 256 channels at output stride 8.
    fn gives(&self, of: Use) -> Result<()> {
        match of {
            Use::Classification | Use::Descriptors => Ok(()),
            Use::Segmentation => {
                Err(Error::new("SqueezeNet has a head of its own").help("`head: {kind: classifier}`"))
            }
        }
    }

    /// Dropout, a 1×1 with ReLU, and the mean over the image, each cell weighted by its area.
    fn classify(&self, b: &Builder, features: Value, outputs: usize) -> Value {
        let x = b.dropout(features, DROPOUT);
        let x = rectified(&b.pp("classifier").pp(1), x, x.place, Window::new(outputs, 1));
        b.mean_of_images(x)
    }
}

/// The stem's own stride of 2 stays, so there is no output stride 1.
fn of_descriptors(downsampling: &Downsampling) -> Result<Resolution> {
    strides::check_descriptors(downsampling)?;
    match downsampling {
        Downsampling::Regular(regular) => {
            let stride = regular.output_stride;
            if ![8, 4, 2].contains(&stride) {
                return Err(Error::new(format!("SqueezeNet's features have no output stride {stride}"))
                    .help("choose 8, 4 or 2: its first layer has a stride of 2 already"));
            }
            Ok(Resolution::regular(stride, Sides::Unpadded))
        }
        Downsampling::Adaptive(Adaptive { fine, coarse, .. }) => {
            if ![4, 2].contains(fine) {
                let what = format!("SqueezeNet's features have no adaptive network of fine stride {fine}");
                return Err(Error::new(what).help("choose 4 or 2"));
            }
            Ok(Resolution::adaptive(*fine, *coarse, Sides::Unpadded))
        }
    }
}

/// Squeezes the channels by a 1×1 and expands them by a 1×1 and a 3×3 side by side.
fn fire(b: &Builder, x: Value, &(number, squeezed, expanded): &Fire) -> Value {
    let b = b.pp(number);
    let x = rectified(&b.pp("squeeze"), x, x.place, Window::new(squeezed, 1));
    let parts = [1, 3].map(|kernel| {
        let b = b.pp(format!("expand{kernel}x{kernel}"));
        rectified(&b, x, x.place, Window::new(expanded, kernel))
    });
    b.concat(&parts)
}

/// A convolution with bias and ReLU.
fn rectified(b: &Builder, x: Value, to: Place, window: Window) -> Value {
    let x = b.conv_to(x, to, window.biased());
    b.relu(x)
}
