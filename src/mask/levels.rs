//! From a mask's settings to the levels of one image.

use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use super::boundaries::boundaries;
use super::{Edges, Mask, edges, keypoint_levels};
use crate::grid::{ImportanceMask, Levels};
use crate::{Error, Result};

/// A prepared image: what masks look at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Normalised RGB, [height·width, 3].
    pub pixels: &'a [f32],
    pub height: usize,
    pub width: usize,
    /// The class of every pixel, where pixels have one; only an oracle looks at it.
    pub labels: Option<&'a [u8]>,
    /// Where its keypoints are (y, x), in pixels; only a mask around them looks at it.
    pub keypoints: &'a [[usize; 2]],
}

/// Where levels live and how coarse they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    /// Input pixels per lattice position.
    pub stride: usize,
    /// Side of a block in lattice positions.
    pub side: usize,
    /// Level of blocks that are not active.
    pub coarse: u8,
}

/// What a mask costs on one image.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MaskCost {
    /// Multiply–accumulates: two 3×3 filters, as the authors count them.
    pub macs: f64,
    /// Comparisons of widening the edges by a window around every pixel, which the authors execute and leave
    /// out of their count (METHOD section 9). This program widens along lines and columns, for less.
    pub widening: f64,
}

impl Mask {
    /// The levels of an image; `seed` decides the draws of a random mask.
    ///
    /// # Errors
    /// When the image's sides are not divisible by stride × side of a block, an oracle has no labels, or the mask is
    /// a learned one.
    pub fn levels(&self, image: View<'_>, blocks: Blocks, seed: u64) -> Result<Levels> {
        let (height, width) = (image.height / blocks.stride, image.width / blocks.stride);
        let uniform = |set| {
            let mask = ImportanceMask {
                height: image.height,
                width: image.width,
                set: vec![set; image.height * image.width],
            };
            Levels::from_importance(&mask, blocks.stride, blocks.side, blocks.coarse)
        };
        match self {
            Mask::All(_) => uniform(true),
            Mask::None(_) => uniform(false),
            Mask::Edges(settings) => edge_levels(image, blocks, settings),
            Mask::Learned(_) => {
                Err(Error::new("a learned mask is not told by the image alone: its network decides"))
            }
            Mask::Keypoints(around) => keypoint_levels(
                image.keypoints,
                (image.height, image.width),
                blocks.stride,
                &around.dilations,
            ),
            Mask::Oracle(oracle) => {
                let labels =
                    image.labels.ok_or_else(|| Error::new("an oracle mask needs a class for every pixel"))?;
                let mask = boundaries(labels, image.height, image.width, oracle.width);
                Levels::from_importance(&mask, blocks.stride, blocks.side, blocks.coarse)
            }
            Mask::Random(random) => {
                let count = (height / blocks.side) * (width / blocks.side);
                let active = match (&random.like, random.fraction) {
                    (Some(settings), _) => {
                        let like = edge_levels(image, blocks, settings)?;
                        let cells = like.as_slice().iter().filter(|&&level| level == 0).count();
                        cells / (blocks.side * blocks.side)
                    }
                    (None, fraction) => (fraction.unwrap_or(0.0) * count as f64).round() as usize,
                };
                let mut flags = vec![false; count];
                let mut generator = ChaCha8Rng::seed_from_u64(seed);
                sample(&mut generator, count, active.min(count)).iter().for_each(|block| flags[block] = true);
                Levels::from_blocks(&flags, height, width, blocks.side, blocks.coarse)
            }
        }
    }

    /// What the mask costs on an image, also where a random mask looks at edges for its number of blocks. A learned
    /// one is part of the network, whose cost has it.
    pub fn cost(&self, height: usize, width: usize) -> MaskCost {
        let edges = match self {
            Mask::Edges(edges) => Some(edges),
            Mask::Random(random) => random.like.as_ref(),
            Mask::Oracle(_) | Mask::Learned(_) | Mask::Keypoints(_) | Mask::All(_) | Mask::None(_) => None,
        };
        let pixels = (height * width) as f64;
        edges.map_or(MaskCost::default(), |edges| MaskCost {
            macs: 18.0 * pixels,
            widening: (edges.width * edges.width) as f64 * pixels,
        })
    }
}

fn edge_levels(image: View<'_>, blocks: Blocks, settings: &Edges) -> Result<Levels> {
    let mask = edges(image.pixels, image.height, image.width, settings);
    Levels::from_importance(&mask, blocks.stride, blocks.side, blocks.coarse)
}

#[cfg(test)]
mod tests {
    use super::super::{Nothing, Random};
    use super::*;

    const BLOCKS: Blocks = Blocks { stride: 8, side: 2, coarse: 1 };

    fn levels(mask: &Mask, seed: u64) -> Levels {
        // Bright in the left half: edges along the middle and the upper border.
        let pixels: Vec<f32> =
            (0..64 * 128).flat_map(|i| [if i % 128 < 64 { 1.0 } else { 0.0 }; 3]).collect();
        let view = View { pixels: &pixels, height: 64, width: 128, labels: None, keypoints: &[] };
        mask.levels(view, BLOCKS, seed).unwrap()
    }

    fn edge() -> Edges {
        Edges { threshold: 0.5, width: 3, absolute: true }
    }

    #[test]
    fn a_random_mask_keeps_exactly_as_many_blocks_as_the_edges_it_is_like() {
        let edges = levels(&Mask::Edges(edge()), 0);
        assert!(edges.active_fraction() > 0.0 && edges.active_fraction() < 1.0);
        let random = Mask::Random(Random { fraction: None, like: Some(edge()) });
        for seed in 0..4 {
            assert_eq!(levels(&random, seed).active_fraction(), edges.active_fraction());
        }
        assert_ne!(levels(&random, 0), levels(&random, 1));
        assert_eq!(levels(&random, 1), levels(&random, 1));
    }

    #[test]
    fn a_fraction_is_a_count_of_blocks() {
        let half = Mask::Random(Random { fraction: Some(0.5), like: None });
        assert_eq!(levels(&half, 3).active_fraction(), 0.5);
    }

    #[test]
    fn all_and_none_are_the_regular_networks() {
        assert_eq!(levels(&Mask::All(Nothing {}), 0), Levels::uniform(8, 16, 0).unwrap());
        assert_eq!(levels(&Mask::None(Nothing {}), 0), Levels::uniform(8, 16, 1).unwrap());
    }
}
