//! VGG-16 up to conv4_3, as D2-Net uses it for keypoints: regular down to a fine stride, with adaptive 2×2
//! max-pools from there on (METHOD section 5).

use super::Resolution;
use super::backend::{Backend, Part};
use super::layer::Conv;
use super::model::Model;
use crate::grid::{Place, Sides, Window};
use crate::{Error, Result};

/// Output stride of the plain network: after its three pools.
const NATIVE_STRIDE: usize = 8;

/// Output channels of the convolutions between pools.
const STAGES: [&[usize]; 4] = [&[64, 64], &[128, 128], &[256, 256, 256], &[512, 512, 512]];

/// Ten 3×3 convolutions with biases, `conv1` to `conv10`, and three pools.
///
/// Images must be multiples of 8 on both sides. In the regular network of a finer stride the last pools are
/// left out and the convolutions after them dilated; in the adaptive one, cells that do not merge stay.
#[derive(Debug, Clone)]
pub struct Vgg {
    stages: Vec<Vec<Conv>>,
    resolution: Resolution,
}

impl Vgg {
    /// The same output stride everywhere.
    ///
    /// # Errors
    /// When the stride is not 8, 4, 2 or 1.
    pub fn regular(output_stride: usize) -> Result<Self> {
        if ![8, 4, 2, 1].contains(&output_stride) {
            return Err(Error::new(format!("VGG-16 has no output stride {output_stride}"))
                .help("choose 8, 4, 2 or 1"));
        }
        Ok(Self::new(Resolution { fine: output_stride, coarse_level: 0, block: 1, sides: Sides::Divided }))
    }

    /// The fine stride where levels say so, up to stride 8 elsewhere.
    ///
    /// # Errors
    /// When the fine stride is not 4, 2 or 1.
    pub fn adaptive(fine: usize) -> Result<Self> {
        if ![4, 2, 1].contains(&fine) {
            return Err(Error::new(format!("there is no adaptive VGG-16 of fine stride {fine}"))
                .help("choose 4, 2 or 1"));
        }
        let block = NATIVE_STRIDE / fine;
        let coarse_level = block.trailing_zeros() as u8;
        Ok(Self::new(Resolution { fine, coarse_level, block, sides: Sides::Divided }))
    }

    /// The same with other multiples of the published channels, at least one of each.
    pub fn of_width(self, width: f64) -> Self {
        Self::at(self.resolution, width)
    }

    fn new(resolution: Resolution) -> Self {
        Self::at(resolution, 1.0)
    }

    fn at(resolution: Resolution, width: f64) -> Self {
        let (mut number, mut c_in) = (0, 3);
        let mut conv = |&c_out: &usize| {
            let c_out = ((c_out as f64 * width).round() as usize).max(1);
            number += 1;
            let conv = Conv::new(format!("conv{number}"), c_in, c_out, 3).biased();
            c_in = c_out;
            conv
        };
        let stages = STAGES.iter().map(|stage| stage.iter().map(&mut conv).collect()).collect();
        Vgg { stages, resolution }
    }

    /// Where the features lie.
    pub fn place(&self) -> Place {
        Place::of_stride(NATIVE_STRIDE, self.resolution.fine)
    }

    /// The pool from a native stride to its double.
    fn pool<B: Backend>(&self, backend: &mut B, x: B::Rows, native: usize) -> Result<B::Rows> {
        match Place::step_from(native, self.resolution.fine) {
            (_, Place::Cells { .. }) if self.resolution.coarse_level == 0 => Ok(x),
            (_, Place::Cells { depth }) => backend.merge(&x, depth),
            (from, to) => backend.max_pool(&x, Window::unpadded(2), from, to),
        }
    }
}

impl Model for Vgg {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Rectified features of 512 channels at [`Vgg::place`].
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        backend.enter(Part::Backbone);
        let mut x = pixels.clone();
        for (number, stage) in self.stages.iter().enumerate() {
            if number > 0 {
                x = self.pool(backend, x, 1 << (number - 1))?;
            }
            let place = Place::of_stride(1 << number, self.resolution.fine);
            for (position, conv) in stage.iter().enumerate() {
                x = backend.conv(&x, conv, place, place)?;
                if (number, position + 1) == (self.stages.len() - 1, stage.len()) {
                    // D2-Net's backbone ends with conv4_3; what makes descriptors of it rectifies.
                    backend.enter(Part::Head);
                }
                x = backend.relu(&x)?;
            }
        }
        Ok(x)
    }
}
