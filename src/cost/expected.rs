//! The rows to expect before any image is seen.

use crate::Result;
use crate::grid::{Place, Resolution, RowCount};

/// Rows to expect of one image when a share of the lattice keeps level 0 and the rest is coarse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Height of the image as the network gets it, in pixels.
    pub height: usize,
    /// Its width, in pixels.
    pub width: usize,
    /// At which strides the network works.
    pub resolution: Resolution,
    /// Share of the lattice that keeps level 0; 1 in a regular network.
    pub active: f64,
}

impl RowCount for Expected {
    fn rows(&self, place: Place) -> Result<f64> {
        let sides = self.resolution.sides;
        let lattice = |stride| (sides.at(self.height, stride) * sides.at(self.width, stride)) as f64;
        Ok(match place {
            Place::Lattice { stride } => lattice(stride),
            Place::Image => 1.0,
            Place::Cells { depth } => {
                let fine = self.resolution.fine;
                let level = depth.min(self.resolution.coarse_level);
                lattice(fine) * self.active + lattice(fine << level) * (1.0 - self.active)
            }
            Place::Blocks { depth } => {
                let blocks = (1..=depth).map(|level| self.blocks(depth, level)).sum::<Result<f64>>()?;
                self.rows(Place::Cells { depth })? + blocks
            }
        })
    }

    /// Coarse cells have one level at a depth, so there are blocks of that level only.
    fn blocks(&self, depth: u8, level: u8) -> Result<f64> {
        let own = depth.min(self.resolution.coarse_level);
        let read = level == own && self.active < 1.0;
        let boxes = self.rows(Place::Lattice { stride: self.resolution.fine << level })?;
        Ok(if read { boxes * self.active } else { 0.0 })
    }

    fn fine_stride(&self) -> usize {
        self.resolution.fine
    }
}
