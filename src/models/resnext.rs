//! Residual networks whose bottlenecks are wider inside: ResNeXt (Xie et al., CVPR 2017), whose 3×3 has groups, and Wide
//! ResNet (Zagoruyko and Komodakis, BMVC 2016), in torchvision's layout and names, which are those of ResNet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::backbone::{Extractor, Stage, Use, without_descriptors};
use super::downsampling::Downsampling;
use super::residual::{self, Inner};
use super::strides;
use crate::Result;
use crate::grid::Resolution;
use crate::refusals::Refusals;

/// A ResNet whose 3×3 has groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resnext {
    /// 50 (32 groups of 4 channels in the first stage) or 101 (32 of 8).
    pub depth: usize,
}

/// A ResNet that is twice as wide inside its bottlenecks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WideResnet {
    /// 50 or 101.
    pub depth: usize,
}

/// Groups of every 3×3 of ResNeXt.
const GROUPS: usize = 32;

/// Blocks of the four stages; `check` refuses other depths.
fn blocks(depth: usize) -> [usize; 4] {
    if depth == 101 { [3, 4, 23, 3] } else { [3, 4, 6, 3] }
}

/// Makes a residual network of its name and what is inside of its blocks.
macro_rules! residual_network {
    ($network:ty, $name:literal, $inner:expr) => {
        impl Extractor for $network {
            fn check(&self, refuse: &mut Refusals) {
                let what = format!("there is no {}-{}", $name, self.depth);
                refuse.require([50, 101].contains(&self.depth), "depth", what, "50 or 101");
            }

            fn resolution(&self, of: Use, downsampling: &Downsampling) -> Result<Resolution> {
                self.gives(of)?;
                strides::of_stride_32(downsampling)
            }

            fn stages(&self, _: Use) -> Vec<Stage<'_>> {
                residual::stages(1.0, blocks(self.depth), $inner(self.depth))
            }

            fn has_batch_norms(&self) -> bool {
                true
            }

            fn merges_by_mean(&self) -> bool {
                true
            }

            fn gives(&self, of: Use) -> Result<()> {
                without_descriptors($name, of)
            }
        }
    };
}

residual_network!(Resnext, "ResNeXt", |depth| {
    Inner::Bottleneck { base: if depth == 101 { 8 } else { 4 }, groups: GROUPS }
});
residual_network!(WideResnet, "Wide ResNet", |_| Inner::Bottleneck { base: 128, groups: 1 });
