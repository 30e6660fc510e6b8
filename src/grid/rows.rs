//! The rows of a feature map at each place, image by image, and what share of its image each one covers.

use super::{Place, Tables};
use crate::{Error, Result};

/// How many rows feature maps have, all images together: of real tables, or as they are to be expected.
pub trait RowCount {
    /// Rows at a place.
    ///
    /// # Errors
    /// When there is no such place.
    fn rows(&self, place: Place) -> Result<f64>;

    /// Blocks of a level at a depth: boxes that hold finer cells.
    ///
    /// # Errors
    /// When there is no such depth.
    fn blocks(&self, depth: u8, level: u8) -> Result<f64>;

    /// Stride of the lattice on which the adaptive part starts.
    fn fine_stride(&self) -> usize;
}

impl RowCount for Tables {
    fn rows(&self, place: Place) -> Result<f64> {
        Ok(Tables::rows(self, place)? as f64)
    }

    fn blocks(&self, depth: u8, level: u8) -> Result<f64> {
        Ok(Tables::blocks(self, depth)?.of_level(level) as f64)
    }

    fn fine_stride(&self) -> usize {
        Tables::fine_stride(self)
    }
}

impl Tables {
    /// Rows of a feature map at a place, all images together.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn rows(&self, place: Place) -> Result<usize> {
        match place {
            Place::Lattice { stride } => {
                let (height, width) = self.lattice(stride);
                Ok(self.images() * height * width)
            }
            Place::Cells { depth } => Ok(self.cells_before(depth)?[self.images()]),
            Place::Blocks { depth } => Ok(self.blocks(depth)?.rows()),
            Place::Image => Ok(self.images()),
        }
    }

    /// The level of every row of a feature map at a place; `None` where every one is as fine as can be.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn levels_at(&self, place: Place) -> Result<Option<&[u8]>> {
        let Place::Cells { depth } = place else { return Ok(None) };
        if depth == 0 || self.rows(place)? == self.rows(Place::Cells { depth: 0 })? {
            return Ok(None);
        }
        Ok(Some(self.grid(depth)?.levels()))
    }

    /// First row of each image at a place, and the total.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn image_start(&self, place: Place) -> Result<Vec<usize>> {
        match place {
            Place::Lattice { stride } => {
                let (height, width) = self.lattice(stride);
                Ok((0..=self.images()).map(|image| image * height * width).collect())
            }
            Place::Cells { depth } => self.cells_before(depth),
            Place::Blocks { .. } => Err(not_by_image()),
            Place::Image => Ok((0..=self.images()).collect()),
        }
    }

    /// The share of its image that each row covers, summing to 1 over an image: the weights of a global
    /// average over cells.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn area_share(&self, place: Place) -> Result<Vec<f32>> {
        match place {
            Place::Lattice { stride } => {
                let (height, width) = self.lattice(stride);
                Ok(vec![1.0 / (height * width) as f32; self.rows(place)?])
            }
            Place::Cells { depth } => {
                let grid = self.grid(depth)?;
                let image = |bounds: &[usize]| {
                    let covered: usize = (bounds[0]..bounds[1]).map(|row| grid.area(row)).sum();
                    (bounds[0]..bounds[1]).map(move |row| grid.area(row) as f32 / covered as f32)
                };
                Ok(grid.image_start().windows(2).flat_map(image).collect())
            }
            Place::Blocks { .. } => Err(not_by_image()),
            Place::Image => Ok(vec![1.0; self.images()]),
        }
    }
}

fn not_by_image() -> Error {
    Error::new("rows of blocks stand behind those of all images: only convolutions read them")
}
