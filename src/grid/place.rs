//! Where a feature map lives: on a regular lattice, on cells (and blocks of them), or one row per image.

/// Where a feature map lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The regular lattice of this stride, finer than or equal to the fine output stride.
    Lattice {
        /// Input pixels per lattice position, along one side.
        stride: usize,
    },
    /// The cells after this many adaptive downsampling steps; depth 0 is the lattice of the fine stride.
    Cells {
        /// Adaptive downsampling steps that the network has passed.
        depth: u8,
    },
    /// The same cells, and behind them a row for each block of finer cells that coarse ones read as a whole.
    Blocks {
        /// Adaptive downsampling steps that the network has passed.
        depth: u8,
    },
    /// One row per image (after global pooling).
    Image,
}

impl Place {
    /// The cells without the blocks behind them; every other place as it is.
    pub fn without_blocks(self) -> Self {
        match self {
            Place::Blocks { depth } => Place::Cells { depth },
            place => place,
        }
    }

    /// Where features of a native stride lie in a network whose regular part ends at the fine stride.
    pub fn of_stride(native: usize, fine: usize) -> Self {
        if native <= fine {
            Place::Lattice { stride: native }
        } else {
            Place::Cells { depth: (native / fine).trailing_zeros() as u8 }
        }
    }
}
