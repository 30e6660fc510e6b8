//! The part of SqueezeNet 1.1 whose features describe places: up to its sixth fire module (`features.7`), 256 channels at
//! output stride 8.

use super::Resolution;
use super::backend::{Backend, Part};
use super::layer::Conv;
use super::model::Model;
use super::squeezenet::{Fire, STAGES, conv_relu, stem};
use crate::grid::{Place, Sides, Window};
use crate::{Error, Result};

/// Output stride after its two pools.
const NATIVE_STRIDE: usize = 8;

/// The stem, two pools and four fire modules, regular down to a fine stride and on cells from there on, as
/// [`Squeezenet`](super::Squeezenet) is. The stem's own stride of 2 stays, so there is no output stride 1.
#[derive(Debug, Clone)]
pub struct SqueezenetFeatures {
    stem: Conv,
    stages: Vec<Vec<Fire>>,
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
        let stem = stem();
        let mut c_in = stem.c_out;
        let stage = |stage: &&[(usize, usize, usize)]| {
            stage.iter().map(|fire| Fire::after(&mut c_in, fire)).collect()
        };
        let stages = STAGES[..2].iter().map(stage).collect();
        SqueezenetFeatures { stem, stages, resolution }
    }
}

impl Model for SqueezenetFeatures {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Rectified features of 256 channels.
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        backend.enter(Part::Backbone);
        let at = |stride| Place::Lattice { stride };
        let mut x = conv_relu(backend, pixels, &self.stem, at(1), at(2))?;
        for (number, stage) in self.stages.iter().enumerate() {
            let (from, to) = Place::step_from(2 << number, self.resolution.fine);
            x = backend.max_pool(&x, Window::unpadded(3), from, to)?;
            for fire in stage {
                x = fire.forward(backend, &x, to)?;
            }
        }
        Ok(x)
    }
}
