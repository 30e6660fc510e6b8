//! The edge mask (METHOD section 6): where neighbouring grey values differ, widened by a square.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::widen::{check_width, widen};
use super::{Blocks, MaskCost, Needs, Surroundings, View};
use crate::Result;
use crate::data::LUMA;
use crate::grid::{ImportanceMask, Levels};
use crate::refusals::Refusals;

/// The edge mask's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edges {
    /// Central difference on the normalised grey image from which on a pixel is an edge.
    pub threshold: f32,
    /// Side of the square that widens the edges, in pixels; odd (the paper: 11).
    #[serde(default = "eleven")]
    pub width: usize,
    /// Compare the difference's magnitude instead of its signed value (the authors compare the signed one).
    #[serde(default)]
    pub absolute: bool,
}

fn eleven() -> usize {
    11
}

impl Kind for Edges {
    fn check(&self, _: &Surroundings, refuse: &mut Refusals) {
        refuse.within(self.threshold.into(), 0.0..=f64::INFINITY, "threshold");
        check_width(self.width, refuse);
    }

    fn needs(&self) -> Needs {
        Needs::Pixels
    }

    fn levels(&self, image: View<'_>, blocks: Blocks, _: u64) -> Result<Levels> {
        blocks.levels(&edges(image.pixels, image.height, image.width, self))
    }

    fn cost(&self, height: usize, width: usize) -> MaskCost {
        let pixels = (height * width) as f64;
        MaskCost { macs: 18.0 * pixels, widening: (self.width * self.width) as f64 * pixels }
    }

    fn importance(&self, image: View<'_>) -> Option<ImportanceMask> {
        Some(edges(image.pixels, image.height, image.width, self))
    }
}

/// Edges of a *normalised* image, [height·width, 3]: central differences of the grey image with zero
/// padding, an edge where either reaches the threshold, widened by a width × width square.
pub fn edges(pixels: &[f32], height: usize, width: usize, settings: &Edges) -> ImportanceMask {
    let grey: Vec<f32> =
        pixels.par_chunks_exact(3).map(|p| LUMA[0] * p[0] + LUMA[1] * p[1] + LUMA[2] * p[2]).collect();
    let mut set = vec![false; height * width];
    set.par_chunks_mut(width).enumerate().for_each(|(y, line)| {
        // Outside the image the grey value is 0.
        let row = |y: usize| grey.get(y * width..(y + 1) * width);
        let (above, here, below) = (y.checked_sub(1).and_then(row), &grey[y * width..][..width], row(y + 1));
        let reaches = |difference: f32| {
            let difference = if settings.absolute { difference.abs() } else { difference };
            difference >= settings.threshold
        };
        for (x, edge) in line.iter_mut().enumerate() {
            let right = here.get(x + 1).copied().unwrap_or(0.0);
            let left = if x > 0 { here[x - 1] } else { 0.0 };
            let vertical = below.map_or(0.0, |line| line[x]) - above.map_or(0.0, |line| line[x]);
            *edge = reaches(right - left) || reaches(vertical);
        }
    });
    ImportanceMask { height, width, set: widen(&set, height, width, settings.width / 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(threshold: f32, width: usize, absolute: bool) -> Edges {
        Edges { threshold, width, absolute }
    }

    /// A dark image with one bright column.
    fn column() -> Vec<f32> {
        (0..4 * 9).flat_map(|i| if i % 9 == 4 { [1.0; 3] } else { [0.0; 3] }).collect()
    }

    fn row(mask: &ImportanceMask, y: usize) -> String {
        mask.set[y * mask.width..][..mask.width].iter().map(|&set| if set { '#' } else { '.' }).collect()
    }

    #[test]
    fn the_authors_compare_the_signed_difference() {
        let mask = edges(&column(), 4, 9, &settings(0.5, 1, false));
        assert_eq!(row(&mask, 1), "...#.....");
        // The image ends at the top and the bottom: against zeros outside, only the first row rises.
        assert_eq!((row(&mask, 0), row(&mask, 3)), ("...##....".into(), "...#.....".into()));
    }

    #[test]
    fn the_absolute_variant_sees_both_flanks() {
        let mask = edges(&column(), 4, 9, &settings(0.5, 1, true));
        assert_eq!(row(&mask, 1), "...#.#...");
    }
}
