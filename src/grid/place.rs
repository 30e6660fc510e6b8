//! Where a feature map lives: on a regular lattice, on cells, or one row per image.

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
    /// One row per image (after global pooling).
    Image,
}

impl Place {
    /// Where features of a native stride lie in a network whose regular part ends at the fine stride.
    pub fn of_stride(native: usize, fine: usize) -> Self {
        if native <= fine {
            Place::Lattice { stride: native }
        } else {
            Place::Cells { depth: (native / fine).trailing_zeros() as u8 }
        }
    }
}
