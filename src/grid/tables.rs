//! Every table that a network needs for one batch, each built once and shared by all layers.

use std::sync::{Arc, OnceLock};

use super::maps::Maps;
use super::{Blocks, CellGrid, Levels, Sides};
use crate::{Error, Result};

/// Side of the box of the coarsest level that a network here has.
const LARGEST_BOX: usize = 8;

/// The geometry of one batch: image size, fine stride, levels, and all kernel maps made from them.
///
/// Regular networks have equal levels; their tables depend on nothing but sizes, so one `Tables` serves
/// every batch of that size. Adaptive ones share the maps before the fine stride: [`Tables::with_levels`].
#[derive(Debug)]
pub struct Tables {
    height: usize,
    width: usize,
    sides: Sides,
    fine_stride: usize,
    levels: Vec<Levels>,
    grids: [OnceLock<CellGrid>; 4],
    blocks: [OnceLock<Blocks>; 4],
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
        Self::with_sides(Sides::Divided, (height, width), fine_stride, levels)
    }

    /// The same for a network with lattices of other sides. Where they do not divide evenly, levels go on
    /// to the end of the last box: they are at least as large as the lattice.
    ///
    /// # Errors
    /// As [`Tables::new`], and when the image is too small for the stride.
    pub fn with_sides(
        sides: Sides,
        (height, width): (usize, usize),
        fine_stride: usize,
        levels: Vec<Levels>,
    ) -> Result<Self> {
        if levels.is_empty() {
            return Err(Error::new("a batch needs at least one image"));
        }
        let lattice = sides.lattice((height, width), fine_stride)?;
        let fits = |levels: &Levels, most: (usize, usize)| {
            let (rows, columns) = (levels.height(), levels.width());
            (lattice.0..=most.0).contains(&rows) && (lattice.1..=most.1).contains(&columns)
        };
        let most = match sides {
            Sides::Divided => lattice,
            Sides::Unpadded => {
                (lattice.0.next_multiple_of(LARGEST_BOX), lattice.1.next_multiple_of(LARGEST_BOX))
            }
        };
        if let Some(odd) = levels.iter().find(|levels| !fits(levels, most)) {
            let found = format!("{}×{}", odd.height(), odd.width());
            return Err(Error::new(format!(
                "levels of {found} do not fit a lattice of {}×{}",
                lattice.0, lattice.1
            )));
        }
        Ok(Tables {
            height,
            width,
            sides,
            fine_stride,
            levels,
            grids: Default::default(),
            blocks: Default::default(),
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
        let tables = Self::with_sides(self.sides, self.image_size(), self.fine_stride, levels)?;
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

    /// How the sides of lattices follow from the image's.
    pub fn sides(&self) -> Sides {
        self.sides
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
        self.check_depth(depth)?;
        let lattice = self.lattice(self.fine_stride);
        Ok(self.grids[depth as usize].get_or_init(|| CellGrid::within(&self.levels, lattice, depth)))
    }

    /// The blocks of finer cells at a depth.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn blocks(&self, depth: u8) -> Result<&Blocks> {
        let grid = self.grid(depth)?;
        Ok(self.blocks[depth as usize].get_or_init(|| Blocks::new(grid)))
    }

    fn check_depth(&self, depth: u8) -> Result<()> {
        if depth as usize >= self.grids.len() {
            return Err(Error::new(format!("no network here has {depth} adaptive steps")));
        }
        Ok(())
    }

    /// First row of each image on the cells at a depth, and the total: of the grid if it is there already, else
    /// counted, which costs less.
    pub(super) fn cells_before(&self, depth: u8) -> Result<Vec<usize>> {
        if let Some(grid) = self.grids.get(depth as usize).and_then(OnceLock::get) {
            return Ok(grid.image_start().to_vec());
        }
        self.check_depth(depth)?;
        let lattice = self.lattice(self.fine_stride);
        let mut before = vec![0];
        for levels in &self.levels {
            before.push(before[before.len() - 1] + levels.cells(lattice, depth));
        }
        Ok(before)
    }

    /// Height and width of the regular lattice of a stride.
    pub fn lattice(&self, stride: usize) -> (usize, usize) {
        (self.sides.at(self.height, stride), self.sides.at(self.width, stride))
    }
}
