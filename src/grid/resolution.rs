//! At which strides a network works, and in which blocks it changes between them.

use super::Sides;
use crate::{Error, Result};

/// At which strides a network works, and in which blocks it changes between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// Output stride of informative regions; of everything, in a regular network.
    pub fine: usize,
    /// Level of the other regions: 0 in a regular network.
    pub coarse_level: u8,
    /// Side of the blocks in lattice cells; 1 in a regular network.
    pub block: usize,
    /// How many positions its lattices have.
    pub sides: Sides,
}

impl Resolution {
    /// One output stride everywhere.
    pub fn regular(stride: usize, sides: Sides) -> Self {
        Resolution { fine: stride, coarse_level: 0, block: 1, sides }
    }

    /// A fine and a coarse output stride, both powers of two, in blocks of one coarse cell.
    pub fn adaptive(fine: usize, coarse: usize, sides: Sides) -> Self {
        let block = coarse / fine;
        Resolution { fine, coarse_level: block.trailing_zeros() as u8, block, sides }
    }

    /// The same with blocks of another side.
    ///
    /// # Errors
    /// When the block cannot hold a coarse cell.
    pub fn with_block(self, block: usize) -> Result<Self> {
        let Resolution { fine, coarse_level, .. } = self;
        let coarse = fine << coarse_level;
        if !block.is_power_of_two() || block < 1 << coarse_level {
            return Err(Error::new(format!(
                "blocks of {block} lattice cells cannot be downsampled {fine}→{coarse}"
            ))
            .help(format!("use a power of two, at least {}", 1 << coarse_level)));
        }
        Ok(Resolution { block, ..self })
    }

    /// Image sides must be multiples of this; smaller images are padded.
    pub fn multiple(self) -> usize {
        match self.sides {
            // The backbone's lattices down to the fine stride, and whole blocks of it.
            Sides::Divided => self.fine * self.block,
            Sides::Unpadded => 1,
        }
    }
}
