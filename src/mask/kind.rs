//! What every kind of mask says of itself. The list of kinds is in the module above.

use super::{Blocks, View};
use crate::Result;
use crate::grid::{ImportanceMask, Levels};
use crate::refusals::Refusals;

/// One kind of mask, with its settings: how importance is decided, and what is known of it beforehand.
pub(super) trait Kind {
    /// Refuses settings that read well but make no sense. Paths are relative to the mask: "" is the mask itself.
    fn check(&self, place: &Surroundings, refuse: &mut Refusals);

    /// What of an image it looks at.
    fn needs(&self) -> Needs;

    /// The levels of one image on the lattice of [`Blocks::stride`]; `seed` decides what is drawn, if anything is.
    ///
    /// # Errors
    /// When the image's sides do not divide into blocks, or the view lacks what the mask looks at.
    fn levels(&self, image: View<'_>, blocks: Blocks, seed: u64) -> Result<Levels>;

    /// What deciding costs on an image of so many pixels, apart from the network.
    fn cost(&self, _height: usize, _width: usize) -> MaskCost {
        MaskCost::default()
    }

    /// The least and the most share of the lattice at level 0 that are known before any image is; from 0 to 1.
    fn expected_active(&self) -> [f64; 2] {
        [0.0, 1.0]
    }

    /// Does it draw from the run's seed, apart from what training draws?
    fn draws(&self) -> bool {
        false
    }

    /// The mask at image resolution, where there is one that people want to see.
    fn importance(&self, _image: View<'_>) -> Option<ImportanceMask> {
        None
    }
}

/// What of an image a mask looks at; it decides which tasks the mask fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the same for every image of every task.
    Nothing,
    /// Its colours, or their place alone.
    Pixels,
    /// The class of every pixel, which a segmentation alone has.
    Labels,
    /// The places that are to be described, which matching alone has.
    Keypoints,
    /// The features that the network computes of it.
    Network,
}

/// What a mask's check may look at beside the mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// Output stride of informative regions, in pixels.
    pub fine: usize,
    /// Output stride of the rest, in pixels.
    pub coarse: usize,
}

impl Surroundings {
    /// Halvings between the two strides; of strides that make no pair any number, as those are refused elsewhere.
    pub fn steps(&self) -> usize {
        (self.coarse / self.fine.max(1)).max(1).trailing_zeros() as usize
    }
}

/// What a mask costs on one image.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MaskCost {
    /// Multiply–accumulates: two 3×3 filters, as the authors count them.
    pub macs: f64,
    /// Comparisons of widening the edges by a window around every pixel, which the authors execute and leave
    /// out of their count (METHOD section 9). This program widens along lines and columns, for less.
    pub widening: f64,
}
