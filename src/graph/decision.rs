//! What the scores of a learned mask decide (METHOD section 5).

use crate::grid::{Levels, Tables};
use crate::{Error, Result};

/// Side of the boxes that a learned mask chooses for, in lattice positions.
pub const BOX: usize = 2;

/// The geometry of the same batch with the levels that scores [boxes, 2] decide: a box is downsampled where
/// channel 1 is the larger one. Noise, one number for each score, is added before where there is any.
///
/// # Errors
/// When there are not as many scores as boxes, or other draws of noise.
pub fn decided(tables: &Tables, scores: &[f32], noise: Option<&[f32]>) -> Result<Tables> {
    let (height, width) = tables.lattice(tables.fine_stride());
    let boxes = (height / BOX) * (width / BOX);
    for (what, found) in [("chose", scores.len()), ("has noise", noise.map_or(scores.len(), <[f32]>::len))] {
        if found != 2 * boxes * tables.images() {
            let (found, wanted) = (found / 2, boxes * tables.images());
            return Err(Error::new(format!("a learned mask {what} for {found} boxes of {wanted}")));
        }
    }
    let noise = |place: usize| noise.map_or(0.0, |noise| noise[place]);
    let fine = |number: usize| {
        scores[2 * number] + noise(2 * number) >= scores[2 * number + 1] + noise(2 * number + 1)
    };
    let levels = (0..tables.images()).map(|image| {
        let fine: Vec<bool> = (image * boxes..(image + 1) * boxes).map(fine).collect();
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
        let scores = [1.0, 0.0, 0.0, 1.0, 0.5, 0.5, -2.0, -1.0];
        let levels = |noise| -> Vec<Vec<u8>> {
            let decided = decided(&tables, &scores, noise).unwrap();
            decided.levels().iter().map(|levels| levels.as_slice()[..4].to_vec()).collect()
        };
        assert_eq!(levels(None), [[0, 0, 1, 1]; 2]);
        assert_eq!(levels(Some(&[0.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0])), [[1, 1, 0, 0], [0, 0, 1, 1]]);
    }

    #[test]
    fn scores_of_other_boxes_are_refused() {
        let tables = Tables::regular(1, 16, 32, 8).unwrap();
        let message = |scores: &[f32], noise| decided(&tables, scores, noise).unwrap_err().to_string();
        insta::assert_snapshot!(message(&[0.0; 6], None), @"a learned mask chose for 3 boxes of 2");
        insta::assert_snapshot!(message(&[0.0; 4], Some(&[0.0; 6])), @"a learned mask has noise for 3 boxes of 2");
    }
}
