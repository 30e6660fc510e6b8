//! Every table that a network needs for one batch, each built once and shared by all layers.

use std::sync::{Arc, OnceLock};

use super::maps::Maps;
use super::{CellGrid, Levels};
use crate::{Error, Result};

/// Where a feature map lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The regular lattice of this stride, finer than or equal to the fine output stride.
    Lattice { stride: usize },
    /// The cells after this many adaptive downsampling steps; depth 0 is the lattice of the fine stride.
    Cells { depth: u8 },
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

    /// From where to where a layer of stride 2 leads whose input has a native stride: between regular
    /// lattices, or from the cells of one depth to those of the next.
    pub fn step_from(native: usize, fine: usize) -> (Self, Self) {
        match (Self::of_stride(native, fine), Self::of_stride(2 * native, fine)) {
            // The lattice of the fine stride is what the cells at depth 0 are.
            (Place::Lattice { .. }, to @ Place::Cells { .. }) => (Place::Cells { depth: 0 }, to),
            places => places,
        }
    }
}

/// The geometry of one batch: image size, fine stride, levels, and all kernel maps made from them.
///
/// Regular networks have equal levels; their tables depend on nothing but sizes, so one `Tables` serves
/// every batch of that size. Adaptive ones share the maps before the fine stride: [`Tables::with_levels`].
#[derive(Debug)]
pub struct Tables {
    height: usize,
    width: usize,
    fine_stride: usize,
    levels: Vec<Levels>,
    grids: [OnceLock<CellGrid>; 4],
    /// Of this batch's levels.
    pub(super) cell_maps: Maps,
    /// Between regular lattices: of every batch of this size.
    pub(super) lattice_maps: Arc<Maps>,
}

impl Tables {
    /// The geometry of a batch of images of `height`×`width` pixels whose levels live on the lattice of
    /// `fine_stride`.
    ///
    /// # Errors
    /// When there is no image, the stride does not divide the image, or levels do not fit the lattice.
    pub fn new(height: usize, width: usize, fine_stride: usize, levels: Vec<Levels>) -> Result<Self> {
        if levels.is_empty() {
            return Err(Error::new("a batch needs at least one image"));
        }
        if fine_stride == 0 || !height.is_multiple_of(fine_stride) || !width.is_multiple_of(fine_stride) {
            return Err(Error::new(format!(
                "an image of {height}×{width} pixels does not divide by stride {fine_stride}"
            ))
            .help("pad the image to a multiple of the stride"));
        }
        let lattice = (height / fine_stride, width / fine_stride);
        if let Some(odd) = levels.iter().find(|levels| (levels.height(), levels.width()) != lattice) {
            let found = format!("{}×{}", odd.height(), odd.width());
            return Err(Error::new(format!(
                "levels of {found} do not fit a lattice of {}×{}",
                lattice.0, lattice.1
            )));
        }
        Ok(Tables {
            height,
            width,
            fine_stride,
            levels,
            grids: Default::default(),
            cell_maps: Maps::default(),
            lattice_maps: Arc::default(),
        })
    }

    /// The geometry of another batch of as many images of this size, which shares the maps between regular
    /// lattices with this one.
    ///
    /// # Errors
    /// As [`Tables::new`], and when the number of images differs.
    pub fn with_levels(&self, levels: Vec<Levels>) -> Result<Self> {
        if levels.len() != self.images() {
            let (found, wanted) = (levels.len(), self.images());
            return Err(Error::new(format!("tables of {wanted} images do not serve {found}")));
        }
        let tables = Self::new(self.height, self.width, self.fine_stride, levels)?;
        Ok(Tables { lattice_maps: self.lattice_maps.clone(), ..tables })
    }

    /// The geometry of a regular network: `images` images, level 0 everywhere.
    ///
    /// # Errors
    /// As [`Tables::new`].
    pub fn regular(images: usize, height: usize, width: usize, stride: usize) -> Result<Self> {
        let levels = Levels::uniform(height / stride.max(1), width / stride.max(1), 0)?;
        Self::new(height, width, stride, vec![levels; images])
    }

    /// Images in the batch.
    pub fn images(&self) -> usize {
        self.levels.len()
    }

    /// Image height and width in pixels.
    pub fn image_size(&self) -> (usize, usize) {
        (self.height, self.width)
    }

    /// Input pixels per lattice position, along one side.
    pub fn fine_stride(&self) -> usize {
        self.fine_stride
    }

    /// The levels, one per image.
    pub fn levels(&self) -> &[Levels] {
        &self.levels
    }

    /// The cells at a depth.
    ///
    /// # Errors
    /// When the depth is over 3: no network here downsamples that often.
    pub fn grid(&self, depth: u8) -> Result<&CellGrid> {
        let slot = self.grids.get(depth as usize);
        let slot = slot.ok_or_else(|| Error::new(format!("no network here has {depth} adaptive steps")))?;
        Ok(slot.get_or_init(|| CellGrid::new(&self.levels, depth)))
    }

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
            Place::Cells { depth } => Ok(self.grid(depth)?.rows()),
            Place::Image => Ok(self.images()),
        }
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
            Place::Cells { depth } => Ok(self.grid(depth)?.image_start().to_vec()),
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
                let (height, width) = self.lattice(self.fine_stride);
                Ok((0..grid.rows()).map(|row| grid.area(row) as f32 / (height * width) as f32).collect())
            }
            Place::Image => Ok(vec![1.0; self.images()]),
        }
    }

    /// Height and width of the regular lattice of a stride.
    pub fn lattice(&self, stride: usize) -> (usize, usize) {
        (self.height / stride, self.width / stride)
    }
}
