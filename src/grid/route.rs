//! Where the rows of a feature map come from: which of a batch's tables tells it.

use super::{Place, Window};

/// One table of a batch, named by what it is for. Operations, plans and the maps of a GPU share these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// A window laid from one place to the same one, a coarser regular lattice, or the next depth (METHOD section 4).
    Window {
        /// Where the rows that are read lie.
        from: Place,
        /// Where the rows of the result lie.
        to: Place,
        /// The taps around each place.
        window: Window,
    },
    /// A centred window on cells, its taps `dilation` lattice positions apart but at least one cell: heads on cells.
    AtCellPitch {
        /// Depth of the cells, those that are read and those of the result.
        depth: u8,
        /// Taps along one side, odd.
        kernel: usize,
        /// Lattice positions from one tap to the next, where cells are no wider.
        dilation: usize,
    },
    /// The downsampling step into a depth by itself: a merged cell takes the value of its top-left one.
    Keep {
        /// The depth that the step leads to, from the one before.
        depth: u8,
    },
    /// The cells that adaptive 2×2 max-pooling into a depth merges.
    Merge {
        /// The depth that the pool leads to, from the one before.
        depth: u8,
    },
    /// From the cells at a depth to the same and their blocks, which read the positions that they cover.
    Blocks {
        /// Depth of the cells.
        depth: u8,
    },
    /// From the cells at a depth back to the lattice of the fine stride.
    ToLattice {
        /// Depth of the cells that are read.
        depth: u8,
    },
    /// From one row per image to every row of the image.
    Broadcast {
        /// Where the rows of the result lie.
        place: Place,
    },
}

impl Route {
    /// Where the result lies, in a network of a fine stride.
    pub fn to(self, fine_stride: usize) -> Place {
        match self {
            Route::Window { to, .. } => to,
            Route::AtCellPitch { depth, .. } | Route::Keep { depth } | Route::Merge { depth } => {
                Place::Cells { depth }
            }
            Route::Blocks { depth } => Place::Blocks { depth },
            Route::ToLattice { .. } => Place::Lattice { stride: fine_stride },
            Route::Broadcast { place } => place,
        }
    }

    /// Does the table depend on sizes alone, not on levels?
    pub(super) fn is_regular(self) -> bool {
        match self {
            Route::Window { from, to, .. } => {
                matches!((from, to), (Place::Lattice { .. }, Place::Lattice { .. }))
            }
            Route::Broadcast { place } => matches!(place, Place::Lattice { .. }),
            Route::AtCellPitch { .. }
            | Route::Keep { .. }
            | Route::Merge { .. }
            | Route::Blocks { .. }
            | Route::ToLattice { .. } => false,
        }
    }
}
