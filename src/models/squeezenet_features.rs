//! The part of SqueezeNet 1.1 whose features describe places: up to its sixth fire module (`features.7`), 256 channels at
//! output stride 8.

use super::Resolution;
use super::backend::Backend;
use super::model::Model;
use super::squeezenet::{STAGES, Trunk};
use crate::grid::Sides;
use crate::{Error, Result};

/// Output stride after its two pools.
const NATIVE_STRIDE: usize = 8;

/// The stem, two pools and four fire modules, regular down to a fine stride and on cells from there on, as
/// [`Squeezenet`](super::Squeezenet) is. The stem's own stride of 2 stays, so there is no output stride 1.
#[derive(Debug, Clone)]
pub struct SqueezenetFeatures {
    trunk: Trunk,
    resolution: Resolution,
}

impl SqueezenetFeatures {
    /// The same output stride everywhere.
    ///
    /// # Errors
    /// When the stride is not 8, 4 or 2.
    pub fn regular(output_stride: usize) -> Result<Self> {
        if ![8, 4, 2].contains(&output_stride) {
            let what = format!("SqueezeNet's features have no output stride {output_stride}");
            return Err(Error::new(what).help("choose 8, 4 or 2: its first layer has a stride of 2 already"));
        }
        Ok(Self::new(output_stride, 1))
    }

    /// The fine stride where levels say so, up to stride 8 elsewhere.
    ///
    /// # Errors
    /// When the fine stride is not 4 or 2.
    pub fn adaptive(fine: usize) -> Result<Self> {
        if ![4, 2].contains(&fine) {
            let what = format!("SqueezeNet's features have no adaptive network of fine stride {fine}");
            return Err(Error::new(what).help("choose 4 or 2"));
        }
        Ok(Self::new(fine, NATIVE_STRIDE / fine))
    }

    fn new(fine: usize, block: usize) -> Self {
        let coarse_level = block.trailing_zeros() as u8;
        let resolution = Resolution { fine, coarse_level, block, sides: Sides::Unpadded };
        let (trunk, _) = Trunk::new(&STAGES[..2]);
        SqueezenetFeatures { trunk, resolution }
    }
}

impl Model for SqueezenetFeatures {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Rectified features of 256 channels.
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        self.trunk.features(backend, pixels, self.resolution.fine)
    }
}
