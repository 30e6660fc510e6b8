//! What a mask is asked about: an image, and the blocks that its levels come in.

use crate::Result;
use crate::grid::{ImportanceMask, Levels};

/// A prepared image: what masks look at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Normalised RGB, [height·width, 3].
    pub pixels: &'a [f32],
    /// Rows, in pixels, padding included.
    pub height: usize,
    /// Columns, in pixels, padding included.
    pub width: usize,
    /// The class of every pixel, where pixels have one; only an oracle looks at it.
    pub labels: Option<&'a [u8]>,
    /// Where its keypoints are (y, x), in pixels; only a mask around them looks at it.
    pub keypoints: &'a [[usize; 2]],
}

/// Where levels live and how coarse they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    /// Input pixels per lattice position.
    pub stride: usize,
    /// Side of a block in lattice positions.
    pub side: usize,
    /// Level of blocks that are not active.
    pub coarse: u8,
}

impl Blocks {
    /// The levels of a mask at image resolution (METHOD section 3).
    ///
    /// # Errors
    /// When its sides are not divisible by stride × side of a block.
    pub(super) fn levels(self, mask: &ImportanceMask) -> Result<Levels> {
        Levels::from_importance(mask, self.stride, self.side, self.coarse)
    }
}
