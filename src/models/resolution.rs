//! At which strides a network works: read out of a configuration, and held against tables.

use super::config::{Adaptive, Backbone, Downsampling, Head, Network, Strided};
use super::describer::Describer;
use super::estimator::BOX;
use super::model::Model;
use super::squeezenet::Squeezenet;
use crate::grid::{Sides, Tables};
use crate::mask::{Learned, Mask};
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
    /// Reads the strides out of a configuration.
    ///
    /// # Errors
    /// When the strides are no pair that the networks have, or the block cannot hold a coarse cell.
    pub fn new(downsampling: &Downsampling) -> Result<Self> {
        match downsampling {
            Downsampling::Regular(regular) => {
                let fine = regular.output_stride;
                if ![4, 8, 16, 32].contains(&fine) {
                    return Err(Error::new(format!("there is no output stride {fine}"))
                        .help("a regular network has output stride 4, 8, 16 or 32"));
                }
                Ok(Resolution { fine, coarse_level: 0, block: 1, sides: Sides::Divided })
            }
            Downsampling::Adaptive(adaptive) => Self::adaptive(adaptive),
        }
    }

    fn adaptive(adaptive: &Adaptive) -> Result<Self> {
        let (fine, coarse) = (adaptive.fine, adaptive.coarse);
        if ![(4, 8), (8, 16), (8, 32), (16, 32)].contains(&(fine, coarse)) {
            return Err(Error::new(format!("there is no adaptive network {fine}→{coarse}"))
                .help("the pairs (fine, coarse) are 4→8, 8→16, 8→32 and 16→32"));
        }
        let coarse_level = (coarse / fine).trailing_zeros() as u8;
        let learned = matches!(adaptive.mask, Mask::Learned(_));
        let block = adaptive.block.unwrap_or(match fine {
            _ if learned => BOX,
            16 => 2,
            _ => 4,
        });
        if learned && (fine, coarse) != (8, 16) {
            return Err(Error::new(format!("there is no learned mask for {fine}→{coarse}"))
                .help("it chooses between the strides 8 and 16: `fine: 8, coarse: 16`"));
        }
        if learned && block != BOX {
            return Err(Error::new(format!(
                "a learned mask does not choose blocks of {block} lattice cells"
            ))
            .help("leave `block` out: it chooses for every cell of stride 16, which is 2 wide"));
        }
        Resolution { fine, coarse_level, block, sides: Sides::Divided }.with_block(block)
    }

    /// The same with blocks of another side.
    ///
    /// # Errors
    /// When the block cannot hold a coarse cell.
    pub(super) fn with_block(self, block: usize) -> Result<Self> {
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

    /// Checks that tables were made for a network like this.
    ///
    /// # Errors
    /// When they were made for another fine stride, or for lattices of other sides.
    pub fn check_tables(self, tables: &Tables) -> Result<()> {
        let (wanted, found) = (self.fine, tables.fine_stride());
        if wanted != found {
            let what = format!("tables of fine stride {found} do not fit a network of fine stride {wanted}");
            return Err(Error::new(what));
        }
        let (wanted, found) = (self.sides, tables.sides());
        if wanted != found {
            let what = format!("tables of {found:?} sides do not fit a network of {wanted:?} ones");
            return Err(Error::new(what));
        }
        Ok(())
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

impl Downsampling {
    /// The settings of a learned mask.
    pub fn learned(&self) -> Option<&Learned> {
        match self {
            Downsampling::Adaptive(Adaptive { mask: Mask::Learned(learned), .. }) => Some(learned),
            _ => None,
        }
    }

    /// Which rows of strided convolutions are computed.
    pub(super) fn strided(&self) -> Strided {
        match self {
            Downsampling::Regular(_) => Strided::default(),
            Downsampling::Adaptive(adaptive) => adaptive.strided,
        }
    }
}

impl Network {
    /// At which strides and blocks this network downsamples in a way.
    ///
    /// # Errors
    /// When it has no such strides, or the block cannot hold a coarse cell.
    pub fn resolution(&self, downsampling: &Downsampling) -> Result<Resolution> {
        match (&self.backbone, &self.head) {
            (backbone, Head::Descriptors(_)) | (backbone @ Backbone::Vgg(_), _) => {
                Ok(Describer::new(backbone, downsampling)?.resolution())
            }
            (Backbone::Resnet(_), _) => Resolution::new(downsampling),
            (Backbone::Squeezenet(_), _) => Squeezenet::resolution_of(downsampling),
        }
    }
}
