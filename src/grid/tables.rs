//! Every table that a network needs for one batch, each built once and shared by all layers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{CellGrid, KernelMap, Levels, RegularConv};
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Table {
    Conv { from: Place, to: Place, kernel: usize, dilation: usize },
    Merge { depth: u8 },
    ToLattice { depth: u8 },
    Broadcast { place: Place },
}

/// The geometry of one batch: image size, fine stride, levels, and all kernel maps made from them.
///
/// Regular networks have equal levels; their tables depend on nothing but sizes, so one `Tables` serves
/// every batch of that size.
#[derive(Debug)]
pub struct Tables {
    height: usize,
    width: usize,
    fine_stride: usize,
    levels: Vec<Levels>,
    grids: [OnceLock<CellGrid>; 4],
    maps: Mutex<HashMap<Table, Arc<KernelMap>>>,
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
        if fine_stride == 0 || height % fine_stride != 0 || width % fine_stride != 0 {
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
        Ok(Tables { height, width, fine_stride, levels, grids: Default::default(), maps: Mutex::default() })
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

    /// The kernel map of a k×k convolution, or of a regular max-pool, from one place to another: the same
    /// place, the next regular lattice, or the next depth (only the rows that the step keeps).
    ///
    /// # Errors
    /// When the kernel is even or no layer leads from one place to the other.
    pub fn conv(&self, from: Place, to: Place, kernel: usize, dilation: usize) -> Result<Arc<KernelMap>> {
        if kernel % 2 == 0 {
            return Err(Error::new(format!("a kernel map needs an odd kernel, not {kernel}×{kernel}")));
        }
        self.table(Table::Conv { from, to, kernel, dilation }, || match (from, to) {
            (place, same) if place == same && kernel == 1 => Ok(KernelMap::identity(self.rows(place)?)),
            (Place::Cells { depth }, Place::Cells { depth: same }) if depth == same => {
                Ok(self.grid(depth)?.kernel_map(kernel, dilation))
            }
            (Place::Cells { depth }, Place::Cells { depth: next }) if next == depth + 1 => {
                let kept = self.grid(next)?.kept_of(self.grid(depth)?);
                Ok(self.grid(depth)?.kernel_map_of(&kept, kernel, dilation))
            }
            (Place::Lattice { stride }, Place::Lattice { stride: to })
                if to == stride || to == 2 * stride =>
            {
                Ok(lattice_map(self.images(), self.lattice(stride), kernel, dilation, to / stride))
            }
            _ => Err(Error::new(format!("no layer leads from {from:?} to {to:?}"))),
        })
    }

    /// The cells that adaptive 2×2 max-pooling into `depth` merges.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn merge(&self, depth: u8) -> Result<Arc<KernelMap>> {
        self.table(Table::Merge { depth }, || Ok(self.grid(depth)?.merged_from(self.grid(depth - 1)?)))
    }

    /// The way from the cells at a depth back to the lattice of the fine stride.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn to_lattice(&self, depth: u8) -> Result<Arc<KernelMap>> {
        self.table(Table::ToLattice { depth }, || Ok(self.grid(depth)?.to_lattice()))
    }

    /// From one row per image to every row of the image.
    ///
    /// # Errors
    /// As [`Tables::grid`].
    pub fn broadcast(&self, place: Place) -> Result<Arc<KernelMap>> {
        self.table(Table::Broadcast { place }, || {
            let start = self.image_start(place)?;
            let image =
                |(image, bounds): (usize, &[usize])| std::iter::repeat_n(image as i32, bounds[1] - bounds[0]);
            Ok(KernelMap::new(self.images(), 1, start.windows(2).enumerate().flat_map(image).collect()))
        })
    }

    /// Height and width of the regular lattice of a stride.
    pub fn lattice(&self, stride: usize) -> (usize, usize) {
        (self.height / stride, self.width / stride)
    }

    fn table(&self, key: Table, build: impl FnOnce() -> Result<KernelMap>) -> Result<Arc<KernelMap>> {
        // A poisoned lock only means that another thread panicked while building; the map itself is whole.
        let mut maps = self.maps.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(map) = maps.get(&key) {
            return Ok(map.clone());
        }
        let map = Arc::new(build()?);
        maps.insert(key, map.clone());
        Ok(map)
    }
}

/// The kernel map of a k×k convolution between regular lattices: output (y, x) is centred on input
/// (y·step, x·step), with (k−1)/2 taps of padding, as PyTorch's `padding = dilation·(k−1)/2` has it.
fn lattice_map(
    images: usize,
    (height, width): (usize, usize),
    kernel: usize,
    dilation: usize,
    step: usize,
) -> KernelMap {
    let reach = (kernel as i64 - 1) / 2;
    let spacing = dilation as i64;
    let offsets: Vec<i64> = (-reach..=reach).map(|i| i * spacing).collect();
    let mut index = Vec::with_capacity(images * (height / step) * (width / step) * kernel * kernel);
    for image in 0..images {
        for y in (0..height).step_by(step) {
            for x in (0..width).step_by(step) {
                for dy in &offsets {
                    let y = y as i64 + dy;
                    let inside = y >= 0 && y < height as i64;
                    let line = (image * height) as i64 + y;
                    index.extend(offsets.iter().map(|dx| {
                        let x = x as i64 + dx;
                        if inside && x >= 0 && x < width as i64 {
                            (line * width as i64 + x) as i32
                        } else {
                            -1
                        }
                    }));
                }
            }
        }
    }
    KernelMap::new(images * height * width, kernel * kernel, index).with_regular(RegularConv {
        images,
        height,
        width,
        kernel,
        dilation,
        step,
    })
}
