//! How many rows a feature map has at a place.

use crate::Result;
use crate::grid::{Place, Tables};

/// Rows at a place, all images together.
pub trait RowCount {
    /// # Errors
    /// When there is no such place.
    fn rows(&self, place: Place) -> Result<f64>;

    /// Images in the batch.
    fn images(&self) -> f64;

    /// Pixels of all images, and the stride of the lattice on which heads work.
    fn pixels(&self) -> f64;

    /// Stride of the lattice on which the adaptive part starts.
    fn fine_stride(&self) -> usize;
}

impl RowCount for Tables {
    fn rows(&self, place: Place) -> Result<f64> {
        Ok(Tables::rows(self, place)? as f64)
    }

    fn images(&self) -> f64 {
        Tables::images(self) as f64
    }

    fn pixels(&self) -> f64 {
        let (height, width) = self.image_size();
        (self.images() * height * width) as f64
    }

    fn fine_stride(&self) -> usize {
        Tables::fine_stride(self)
    }
}
