//! The estimator of a learned mask (METHOD section 5): from the features before the cells to a choice for every
//! box of 2×2 lattice positions, fine or downsampled.

use super::backend::Backend;
use super::layer::Conv;
use crate::grid::{Levels, Place, Tables, Window};
use crate::{Error, Result};

/// Side of a box in lattice positions.
pub(super) const BOX: usize = 2;

/// Four 3×3 convolutions with a max-pool among them.
#[derive(Debug, Clone)]
pub struct Estimator {
    before_pool: [Conv; 2],
    after_pool: [Conv; 2],
    fine_stride: usize,
}

impl Estimator {
    /// On features of `c_in` channels. 128 and 64 channels in a network of the published width, in others as much
    /// narrower or wider as these are: else the mask of a narrow network would cost more than it saves.
    pub fn new(c_in: usize, width: f64, fine_stride: usize) -> Self {
        let scaled = |channels: usize| ((channels as f64 * width).round() as usize).max(1);
        let (wide, narrow) = (scaled(128), scaled(64));
        // Numbers as in the authors' sequence, which counts ReLUs and the pool.
        let conv = |number: usize, from, to| {
            Conv::new(format!("backbone.mask_estimator.{number}"), from, to, 3).biased()
        };
        Estimator {
            before_pool: [conv(0, c_in, wide), conv(2, wide, narrow)],
            after_pool: [conv(5, narrow, narrow), conv(7, narrow, 2)],
            fine_stride,
        }
    }

    /// Scores [boxes, 2] of features on the lattice of the fine stride: channel 1 says "downsample".
    pub fn forward<B: Backend>(&self, backend: &mut B, features: &B::Rows) -> Result<B::Rows> {
        let stride = self.fine_stride;
        let (fine, coarse) = (Place::Lattice { stride }, Place::Lattice { stride: BOX * stride });
        let mut x = features.clone();
        for conv in &self.before_pool {
            x = backend.conv(&x, conv, fine, fine)?;
            x = backend.relu(&x)?;
        }
        x = backend.max_pool(&x, Window::unpadded(BOX), fine, coarse)?;
        let [hidden, last] = &self.after_pool;
        x = backend.conv(&x, hidden, coarse, coarse)?;
        x = backend.relu(&x)?;
        backend.conv(&x, last, coarse, coarse)
    }
}

/// The geometry of the same batch with the levels that scores [boxes, 2] decide: a box is downsampled where
/// channel 1 is the larger one.
///
/// # Errors
/// When there are not as many scores as boxes.
pub(crate) fn decided(tables: &Tables, scores: &[f32]) -> Result<Tables> {
    let (height, width) = tables.lattice(tables.fine_stride());
    let boxes = (height / BOX) * (width / BOX);
    if scores.len() != 2 * boxes * tables.images() {
        let (found, wanted) = (scores.len() / 2, boxes * tables.images());
        return Err(Error::new(format!("a learned mask chose for {found} boxes of {wanted}")));
    }
    let levels = scores.chunks_exact(2 * boxes).map(|image| {
        let fine: Vec<bool> = image.chunks_exact(2).map(|scores| scores[0] >= scores[1]).collect();
        Levels::from_blocks(&fine, height, width, BOX, 1)
    });
    tables.with_levels(levels.collect::<Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_downsampled_where_its_second_score_is_larger() {
        let tables = Tables::regular(2, 16, 32, 8).unwrap();
        let decided = decided(&tables, &[1.0, 0.0, 0.0, 1.0, 0.5, 0.5, -2.0, -1.0]).unwrap();
        let levels: Vec<&[u8]> = decided.levels().iter().map(Levels::as_slice).collect();
        assert_eq!(levels, [&[0, 0, 1, 1, 0, 0, 1, 1]; 2]);
    }

    #[test]
    fn scores_of_other_boxes_are_refused() {
        let tables = Tables::regular(1, 16, 32, 8).unwrap();
        insta::assert_snapshot!(decided(&tables, &[0.0; 6]).unwrap_err(), @"a learned mask chose for 3 boxes of 2");
    }
}
