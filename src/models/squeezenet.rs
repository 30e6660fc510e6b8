//! SqueezeNet 1.1 with its classifier (torchvision's layout and names), regular down to a fine stride and on
//! cells from there on.

use super::Resolution;
use super::backend::{Backend, Part};
use super::config::{Adaptive, Downsampling};
use super::layer::Conv;
use super::model::Model;
use crate::grid::{Place, Sides, Window};
use crate::{Error, Result};

/// Output stride of the plain network.
const NATIVE_STRIDE: usize = 16;

/// Fire modules between pools: number in the state dict, channels squeezed to, and of each expansion.
pub(super) const STAGES: [&[(usize, usize, usize)]; 3] = [
    &[(3, 16, 64), (4, 16, 64)],
    &[(6, 32, 128), (7, 32, 128)],
    &[(9, 48, 192), (10, 48, 192), (11, 64, 256), (12, 64, 256)],
];

/// The paper's probability of dropout before the classifier.
const DROPOUT: f32 = 0.5;

/// A first 3×3 of stride 2 without padding, three 3×3 max-pools of stride 2, eight fire modules, a 1×1 classifier
/// and the mean over the image, each cell weighted by its area.
///
/// The pools are laid like the strided convolutions of METHOD section 4: the step into depth d lays a window
/// of offsets 0, 1, 2 times 2^(d−1) at the centre of each cell that it keeps of depth d−1. So a merged box
/// takes the maximum over itself and the next row and column, as the regular network does; a cell that stays
/// takes it over places as far apart. With equal levels this is the regular network, and with level 0
/// everywhere the dense one with dilated pools.
#[derive(Debug, Clone)]
pub struct Squeezenet {
    trunk: Trunk,
    classes: Conv,
    resolution: Resolution,
}

impl Squeezenet {
    /// The same output stride everywhere, and that many classes.
    ///
    /// # Errors
    /// When the stride is not 16, 8 or 4.
    pub fn regular(output_stride: usize, classes: usize) -> Result<Self> {
        if ![16, 8, 4].contains(&output_stride) {
            return Err(Error::new(format!("SqueezeNet has no output stride {output_stride}"))
                .help("choose 16, 8 or 4"));
        }
        Ok(Self::at(resolution(output_stride, output_stride), classes))
    }

    /// The fine stride where levels say so, the coarse one elsewhere, and that many classes.
    ///
    /// # Errors
    /// When the strides are not 8→16, 4→8 or 4→16.
    pub fn adaptive(fine: usize, coarse: usize, classes: usize) -> Result<Self> {
        if ![(8, 16), (4, 8), (4, 16)].contains(&(fine, coarse)) {
            return Err(Error::new(format!("there is no adaptive SqueezeNet {fine}→{coarse}"))
                .help("the pairs (fine, coarse) are 8→16, 4→8 and 4→16"));
        }
        Ok(Self::at(resolution(fine, coarse), classes))
    }

    /// The network of an experiment with that many outputs.
    ///
    /// # Errors
    /// As [`Squeezenet::resolution_of`].
    pub fn new(downsampling: &Downsampling, outputs: usize) -> Result<Self> {
        Ok(Self::at(Self::resolution_of(downsampling)?, outputs))
    }

    /// At which strides and blocks it downsamples in a way; a block has one coarse cell by default.
    ///
    /// # Errors
    /// When it has no such strides, or the block cannot hold a coarse cell.
    pub fn resolution_of(downsampling: &Downsampling) -> Result<Resolution> {
        match downsampling {
            Downsampling::Regular(regular) => {
                Self::regular(regular.output_stride, 1).map(|network| network.resolution)
            }
            Downsampling::Adaptive(Adaptive { fine, coarse, block, .. }) => {
                let resolution = Self::adaptive(*fine, *coarse, 1)?.resolution;
                resolution.with_block(block.unwrap_or(resolution.block))
            }
        }
    }

    fn at(resolution: Resolution, classes: usize) -> Self {
        let (trunk, c_in) = Trunk::new(&STAGES);
        Squeezenet { trunk, classes: Conv::new("classifier.1", c_in, classes, 1).biased(), resolution }
    }

    /// Where the features lie.
    pub fn place(&self) -> Place {
        Place::of_stride(NATIVE_STRIDE, self.resolution.fine)
    }

    /// Features of 512 channels at [`Squeezenet::place`].
    pub fn features<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        self.trunk.features(backend, pixels, self.resolution.fine)
    }
}

/// The first convolution and stages of fire modules, a max-pool of stride 2 before each stage.
#[derive(Debug, Clone)]
pub(super) struct Trunk {
    stem: Conv,
    stages: Vec<Vec<Fire>>,
}

impl Trunk {
    /// With these stages, as in [`STAGES`]; and the channels of its features.
    pub(super) fn new(stages: &[&[(usize, usize, usize)]]) -> (Trunk, usize) {
        let stem = stem();
        let mut c_in = stem.c_out;
        let stage = |stage: &&[(usize, usize, usize)]| {
            stage.iter().map(|fire| Fire::after(&mut c_in, fire)).collect()
        };
        let stages = stages.iter().map(stage).collect();
        (Trunk { stem, stages }, c_in)
    }

    /// Rectified features, regular down to the fine stride and on cells from there on.
    pub(super) fn features<B: Backend>(
        &self,
        backend: &mut B,
        pixels: &B::Rows,
        fine: usize,
    ) -> Result<B::Rows> {
        backend.enter(Part::Backbone);
        let at = |stride| Place::Lattice { stride };
        let mut x = conv_relu(backend, pixels, &self.stem, at(1), at(2))?;
        for (number, stage) in self.stages.iter().enumerate() {
            let (from, to) = Place::step_from(2 << number, fine);
            x = backend.max_pool(&x, Window::unpadded(3), from, to)?;
            for fire in stage {
                x = fire.forward(backend, &x, to)?;
            }
        }
        Ok(x)
    }
}

/// The first convolution.
fn stem() -> Conv {
    Conv::new("features.0", 3, 64, 3).unpadded().biased()
}

fn resolution(fine: usize, coarse: usize) -> Resolution {
    let block = coarse / fine;
    Resolution { fine, coarse_level: block.trailing_zeros() as u8, block, sides: Sides::Unpadded }
}

impl Model for Squeezenet {
    fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Class scores [images, classes].
    fn forward<B: Backend>(&self, backend: &mut B, pixels: &B::Rows) -> Result<B::Rows> {
        let x = self.features(backend, pixels)?;
        backend.enter(Part::Head);
        let x = backend.dropout(&x, DROPOUT)?;
        let x = conv_relu(backend, &x, &self.classes, self.place(), self.place())?;
        backend.mean_of_images(&x, self.place())
    }
}

/// Squeezes the channels by a 1×1 and expands them by a 1×1 and a 3×3 side by side.
#[derive(Debug, Clone)]
pub(super) struct Fire {
    squeeze: Conv,
    expand: [Conv; 2],
}

impl Fire {
    /// The module of a number after so many channels, which become its own.
    pub(super) fn after(c_in: &mut usize, &(number, squeezed, expanded): &(usize, usize, usize)) -> Self {
        let fire = Fire::new(&format!("features.{number}"), *c_in, squeezed, expanded);
        *c_in = 2 * expanded;
        fire
    }

    fn new(name: &str, c_in: usize, squeezed: usize, expanded: usize) -> Self {
        let expand = |kernel| {
            Conv::new(format!("{name}.expand{kernel}x{kernel}"), squeezed, expanded, kernel).biased()
        };
        Fire {
            squeeze: Conv::new(format!("{name}.squeeze"), c_in, squeezed, 1).biased(),
            expand: [1, 3].map(expand),
        }
    }

    pub(super) fn forward<B: Backend>(&self, backend: &mut B, x: &B::Rows, place: Place) -> Result<B::Rows> {
        let x = conv_relu(backend, x, &self.squeeze, place, place)?;
        let [one, three] = &self.expand;
        let one = conv_relu(backend, &x, one, place, place)?;
        let three = conv_relu(backend, &x, three, place, place)?;
        backend.concat(&[&one, &three])
    }
}

pub(super) fn conv_relu<B: Backend>(
    backend: &mut B,
    x: &B::Rows,
    conv: &Conv,
    from: Place,
    to: Place,
) -> Result<B::Rows> {
    let x = backend.conv(x, conv, from, to)?;
    backend.relu(&x)
}
