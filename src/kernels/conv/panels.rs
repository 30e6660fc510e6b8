//! How the columns (output channels) of a matrix are cut into panels, one register tile wide each.

use std::ops::Range;

use crate::system::isa::{Family, Isa};

/// Columns cut into full panels and one narrower last panel, padded to whole vectors.
#[derive(Clone, Copy)]
pub(super) struct Panels {
    isa: Isa,
    columns: usize,
    full: usize,
}

impl Panels {
    pub(super) fn new(isa: Isa, columns: usize) -> Self {
        let full = match isa.family() {
            // 4 rows × 64 columns need the fewest loads per product; 8 × 32 waste less on a last panel.
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 if columns.is_multiple_of(64) => 64,
            #[cfg(target_arch = "x86_64")]
            Family::Avx512 => 32,
            #[cfg(target_arch = "x86_64")]
            Family::Avx2 => 16,
            Family::Portable => 8,
        };
        Panels { isa, columns, full }
    }

    /// Of two vectors at most: a run of rows of such a panel fits the first cache.
    pub(super) fn narrow(isa: Isa, columns: usize) -> Self {
        let panels = Self::new(isa, columns);
        Panels { full: panels.full.min(2 * isa.lanes()), ..panels }
    }

    /// Of a width that tiles have: whole vectors, four at most.
    pub(super) fn of_width(isa: Isa, columns: usize, full: usize) -> Self {
        Panels { isa, columns, full }
    }

    pub(super) fn isa(&self) -> Isa {
        self.isa
    }

    /// Columns of the whole matrix.
    pub(super) fn total(&self) -> usize {
        self.columns
    }

    pub(super) fn count(&self) -> usize {
        self.columns.div_ceil(self.full)
    }

    /// Columns of a full panel.
    pub(super) fn full(&self) -> usize {
        self.full
    }

    /// The columns that a panel covers.
    pub(super) fn columns(&self, panel: usize) -> Range<usize> {
        panel * self.full..((panel + 1) * self.full).min(self.columns)
    }

    /// The columns that several panels cover.
    pub(super) fn columns_of(&self, panels: Range<usize>) -> Range<usize> {
        (panels.start * self.full).min(self.columns)..(panels.end * self.full).min(self.columns)
    }

    /// Vectors that a panel's columns fill, the last one perhaps in part.
    pub(super) fn vectors(&self, panel: usize) -> usize {
        self.columns(panel).len().div_ceil(self.isa.lanes())
    }

    /// Columns of a panel with its padding.
    pub(super) fn padded(&self, panel: usize) -> usize {
        self.vectors(panel) * self.isa.lanes()
    }
}
