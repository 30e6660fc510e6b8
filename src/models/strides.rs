//! The strides of networks whose every stage can be regular or adaptive: read out of an experiment's settings.

use super::downsampling::{Adaptive, Downsampling};
use crate::graph::BOX;
use crate::grid::{Resolution, Sides};
use crate::mask::{Mask, Needs};
use crate::{Error, Result};

/// At which strides and blocks a network of output stride 32 downsamples in a way.
///
/// # Errors
/// When the strides are no pair that such networks have, or the block cannot hold a coarse cell.
pub fn of_stride_32(downsampling: &Downsampling) -> Result<Resolution> {
    match downsampling {
        Downsampling::Regular(regular) => {
            let fine = regular.output_stride;
            if ![4, 8, 16, 32].contains(&fine) {
                return Err(Error::new(format!("there is no output stride {fine}"))
                    .help("a regular network has output stride 4, 8, 16 or 32"));
            }
            Ok(Resolution::regular(fine, Sides::Divided))
        }
        Downsampling::Adaptive(adaptive) => adaptive_of_stride_32(adaptive),
    }
}

fn adaptive_of_stride_32(adaptive: &Adaptive) -> Result<Resolution> {
    let (fine, coarse) = (adaptive.fine, adaptive.coarse);
    if ![(4, 8), (8, 16), (8, 32), (16, 32)].contains(&(fine, coarse)) {
        return Err(Error::new(format!("there is no adaptive network {fine}→{coarse}"))
            .help("the pairs (fine, coarse) are 4→8, 8→16, 8→32 and 16→32"));
    }
    let learned = adaptive.mask.needs() == Needs::Network;
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
        return Err(Error::new(format!("a learned mask does not choose blocks of {block} lattice cells"))
            .help("leave `block` out: it chooses for every cell of stride 16, which is 2 wide"));
    }
    Resolution::adaptive(fine, coarse, Sides::Divided).with_block(block)
}

/// Output stride of what is coarse, in every network that describes places.
const COARSE: usize = 8;

/// What descriptors ask of their strides: levels around keypoints come in boxes of their own.
///
/// # Errors
/// When another coarse stride or another block is asked for.
pub fn check_descriptors(downsampling: &Downsampling) -> Result<()> {
    let Downsampling::Adaptive(Adaptive { fine, coarse, block, .. }) = downsampling else { return Ok(()) };
    if *coarse != COARSE {
        return Err(Error::new(format!("descriptors have no coarse stride {coarse}"))
            .help(format!("`coarse: {COARSE}`")));
    }
    let own = COARSE / fine.clamp(&1, &COARSE);
    if block.is_some_and(|block| block != own) {
        return Err(
            Error::new("levels around keypoints come in boxes of their own").help("leave out `block`")
        );
    }
    Ok(())
}

impl Downsampling {
    /// The settings of a learned mask.
    pub fn learned(&self) -> Option<&crate::mask::Learned> {
        match self {
            Downsampling::Adaptive(Adaptive { mask: Mask::Learned(learned), .. }) => Some(learned),
            _ => None,
        }
    }

    /// Its mask; `None` in a regular network.
    pub fn mask(&self) -> Option<&Mask> {
        match self {
            Downsampling::Regular(_) => None,
            Downsampling::Adaptive(adaptive) => Some(&adaptive.mask),
        }
    }
}
