//! From an importance mask to levels: where the lattice keeps its fine resolution (METHOD section 3).

use crate::{Error, Result};

/// One bit per image pixel: is this place informative? Row-major [height, width].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportanceMask {
    /// Height of the image, in pixels.
    pub height: usize,
    /// Its width, in pixels.
    pub width: usize,
    /// [height·width]: is the pixel informative?
    pub set: Vec<bool>,
}

/// One image's levels: how many 2× downsamplings apply at each lattice position, row-major
/// [height, width]. A level l is constant on aligned 2^l×2^l boxes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Levels {
    height: usize,
    width: usize,
    level: Vec<u8>,
}

impl Levels {
    /// The regular grid: the same level everywhere (0 = dense at the fine stride).
    ///
    /// # Errors
    /// When a side is not divisible by 2^level.
    pub fn uniform(height: usize, width: usize, level: u8) -> Result<Self> {
        Self::new(height, width, vec![level; height * width])
    }

    /// Levels from their values, row-major.
    ///
    /// # Errors
    /// When the count is not height × width, or a level is not constant on its aligned boxes.
    pub fn new(height: usize, width: usize, level: Vec<u8>) -> Result<Self> {
        if level.len() != height * width {
            return Err(Error::new(format!("{} levels do not fill a {height}×{width} lattice", level.len())));
        }
        let levels = Levels { height, width, level };
        levels.check_boxes()?;
        Ok(levels)
    }

    /// Levels from one importance mask at image resolution.
    ///
    /// The mask is sampled at every `stride`-th pixel, starting at 0; each aligned `block`×`block` box of
    /// the lattice that holds a set cell becomes level 0 throughout, every other box level `coarse`.
    /// The paper's 8→16 is stride 8, block 4, coarse 1; 8→32 is stride 8, block 4, coarse 2.
    ///
    /// # Errors
    /// When the mask's sides are not divisible by stride × block, or a coarse cell is wider than a block.
    pub fn from_importance(mask: &ImportanceMask, stride: usize, block: usize, coarse: u8) -> Result<Self> {
        let step = stride * block;
        if !mask.height.is_multiple_of(step) || !mask.width.is_multiple_of(step) {
            let sides = format!("{}×{}", mask.height, mask.width);
            return Err(Error::new(format!(
                "an importance mask of {sides} pixels does not divide into blocks of {step}"
            ))
            .help("pad the image to a multiple of the fine stride times the block size"));
        }
        let (height, width) = (mask.height / stride, mask.width / stride);
        let mut active = vec![false; (height / block) * (width / block)];
        for y in 0..height {
            for x in 0..width {
                active[(y / block) * (width / block) + x / block] |=
                    mask.set[y * stride * mask.width + x * stride];
            }
        }
        Self::from_blocks(&active, height, width, block, coarse)
    }

    /// Levels from one flag per aligned box: active boxes keep level 0, the others get level `coarse`.
    ///
    /// # Errors
    /// When the boxes do not tile the lattice or a coarse cell is wider than a box.
    pub fn from_blocks(
        active: &[bool],
        height: usize,
        width: usize,
        block: usize,
        coarse: u8,
    ) -> Result<Self> {
        if block == 0
            || !height.is_multiple_of(block)
            || !width.is_multiple_of(block)
            || active.len() != (height / block) * (width / block)
        {
            return Err(Error::new(format!(
                "{} boxes of {block}×{block} do not tile a {height}×{width} lattice",
                active.len()
            )));
        }
        let columns = width / block;
        let level = (0..height * width)
            .map(|i| if active[(i / width / block) * columns + i % width / block] { 0 } else { coarse })
            .collect();
        Self::new(height, width, level)
    }

    /// Lattice rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Lattice columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The level of a lattice position.
    pub fn at(&self, y: usize, x: usize) -> u8 {
        self.level[y * self.width + x]
    }

    /// All levels, row-major [height, width].
    pub fn as_slice(&self) -> &[u8] {
        &self.level
    }

    /// The coarsest level that occurs.
    pub fn max(&self) -> u8 {
        self.level.iter().copied().max().unwrap_or(0)
    }

    /// Cells that boxes of these levels make at a depth, on a lattice that may end before the levels do.
    pub(super) fn cells(&self, (height, width): (usize, usize), depth: u8) -> usize {
        let begins = |y: usize, x: usize| {
            let side = 1usize << self.at(y, x).min(depth);
            y.is_multiple_of(side) && x.is_multiple_of(side) && y + side <= height && x + side <= width
        };
        (0..height).map(|y| (0..width).filter(|&x| begins(y, x)).count()).sum()
    }

    /// Share of the lattice that keeps level 0.
    pub fn active_fraction(&self) -> f64 {
        let active = self.level.iter().filter(|&&level| level == 0).count();
        active as f64 / self.level.len().max(1) as f64
    }

    fn check_boxes(&self) -> Result<()> {
        for (i, &level) in self.level.iter().enumerate() {
            let (side, y, x) = (1usize << level.min(31), i / self.width, i % self.width);
            let (top, left) = (y / side * side, x / side * side);
            let inside = top + side <= self.height && left + side <= self.width;
            if !inside || !self.box_has_level(top, left, side, level) {
                let place = format!("level {level} at ({y}, {x})");
                return Err(Error::new(format!("{place} is not constant on its aligned {side}×{side} box"))
                    .help("levels must be constant on boxes as wide as the cells they make"));
            }
        }
        Ok(())
    }

    fn box_has_level(&self, top: usize, left: usize, side: usize, level: u8) -> bool {
        (top..top + side).all(|y| self.level[y * self.width + left..][..side].iter().all(|&l| l == level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(height: usize, width: usize, set: &[(usize, usize)]) -> ImportanceMask {
        let mut mask = ImportanceMask { height, width, set: vec![false; height * width] };
        set.iter().for_each(|&(y, x)| mask.set[y * width + x] = true);
        mask
    }

    #[test]
    fn a_sampled_pixel_keeps_its_whole_block_fine() {
        let levels = Levels::from_importance(&mask(16, 32, &[(2, 18)]), 2, 4, 1).unwrap();
        assert_eq!((levels.height(), levels.width()), (8, 16));
        assert!((0..4).all(|y| (8..12).all(|x| levels.at(y, x) == 0)));
        assert_eq!(levels.active_fraction(), 16.0 / 128.0);
    }

    #[test]
    fn pixels_between_the_samples_do_not_count() {
        let levels = Levels::from_importance(&mask(16, 16, &[(1, 1), (3, 5)]), 2, 2, 1).unwrap();
        assert_eq!(levels.active_fraction(), 0.0);
    }

    #[test]
    fn sides_that_do_not_divide_are_refused() {
        let error = Levels::from_importance(&mask(20, 16, &[]), 2, 4, 1).unwrap_err();
        assert!(error.what().contains("does not divide into blocks of 8"), "{error}");
    }

    #[test]
    fn a_level_must_fill_its_box() {
        assert!(Levels::new(2, 2, vec![1, 1, 1, 0]).is_err());
        assert!(Levels::uniform(3, 4, 1).is_err());
        assert!(Levels::uniform(4, 4, 2).is_ok());
    }
}
