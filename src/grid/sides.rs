//! How many positions the regular lattices of an image have.

use crate::{Error, Result};

/// From an image's side to the sides of its lattices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sides {
    /// n / stride, where the stride divides n: layers of stride 2 are padded (ResNet), or their windows fill
    /// the map (VGG).
    #[default]
    Divided,
    /// ⌊(n − 1) / stride⌋: the first 3×3 of stride 2 has no padding, and every later step keeps whole boxes
    /// only (SqueezeNet: 224 → 111 → 55 → 27 → 13).
    Unpadded,
}

impl Sides {
    /// Positions along a side of `pixels` at a stride.
    pub fn at(self, pixels: usize, stride: usize) -> usize {
        match self {
            Sides::Unpadded if stride > 1 => pixels.saturating_sub(1) / stride,
            _ => pixels / stride,
        }
    }

    /// Height and width of the lattice of a stride.
    ///
    /// # Errors
    /// When the stride does not divide the image where it must, or the image is too small for it.
    pub fn lattice(self, (height, width): (usize, usize), stride: usize) -> Result<(usize, usize)> {
        let divides = |side: usize| stride > 0 && (self == Sides::Unpadded || side.is_multiple_of(stride));
        if !divides(height) || !divides(width) {
            return Err(Error::new(format!(
                "an image of {height}×{width} pixels does not divide by stride {stride}"
            ))
            .help("pad the image to a multiple of the stride"));
        }
        match (self.at(height, stride), self.at(width, stride)) {
            (0, _) | (_, 0) => Err(Error::new(format!(
                "an image of {height}×{width} pixels is too small for stride {stride}"
            ))),
            lattice => Ok(lattice),
        }
    }
}
