//! The rows of a feature map at each place, image by image, and what share of its image each one covers.

use super::{Place, Tables};
use crate::{Error, Result};

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
            Place::Image => Ok(self.images()),
        }
    }

    /// The level of every row of a feature map on cells; `None` where every one is as fine as can be. Where no
    /// level is above 1, cells are the same at every depth from 1 on, and the number of rows tells the map.
    ///
    /// # Errors
    /// When no depth has so many rows.
    pub fn levels_of_rows(&self, rows: usize) -> Result<Option<&[u8]>> {
        if rows == self.grid(0)?.rows() {
            return Ok(None);
        }
        let grid = self.grid(1)?;
        if rows != grid.rows() {
            return Err(Error::new(format!("no feature map on cells has {rows} rows here")));
        }
        Ok(Some(grid.levels()))
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
            Place::Image => Ok(vec![1.0; self.images()]),
        }
    }
}
