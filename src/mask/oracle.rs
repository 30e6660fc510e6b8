//! The oracle's mask: where labelled classes meet, widened by a square.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::widen::{check_width, widen};
use super::{Blocks, Needs, Surroundings, View};
use crate::data::IGNORED;
use crate::grid::{ImportanceMask, Levels};
use crate::refusals::Refusals;
use crate::{Error, Result};

/// Boundaries between labelled classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Oracle {
    /// Side of the square that widens the boundaries, in pixels; odd.
    pub width: usize,
}

impl Kind for Oracle {
    fn check(&self, _: &Surroundings, refuse: &mut Refusals) {
        check_width(self.width, refuse);
    }

    fn needs(&self) -> Needs {
        Needs::Labels
    }

    fn levels(&self, image: View<'_>, blocks: Blocks, _: u64) -> Result<Levels> {
        let labels =
            image.labels.ok_or_else(|| Error::new("an oracle mask needs a class for every pixel"))?;
        let reach = self.width / 2;
        blocks.levels(&label_boundaries(labels, image.height, image.width, reach))
    }
}

/// Pixels beside one of another class, above, below, left or right of them, and those within `reach` rows and columns of
/// one. Pixels without a class meet nothing: no prediction there counts.
pub fn label_boundaries(labels: &[u8], height: usize, width: usize, reach: usize) -> ImportanceMask {
    let differ = |a: u8, b: u8| a != b && a != IGNORED && b != IGNORED;
    let mut set = vec![false; height * width];
    set.par_chunks_mut(width).enumerate().for_each(|(y, line)| {
        let row = |y: usize| labels.get(y * width..(y + 1) * width);
        let here = &labels[y * width..][..width];
        let beside = [y.checked_sub(1).and_then(row), row(y + 1)];
        for (x, boundary) in line.iter_mut().enumerate() {
            let across = beside.iter().flatten().any(|line| differ(line[x], here[x]));
            let along =
                (x > 0 && differ(here[x - 1], here[x])) || (x + 1 < width && differ(here[x + 1], here[x]));
            *boundary = across || along;
        }
    });
    ImportanceMask { height, width, set: widen(&set, height, width, reach) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(labels: &[u8], width: usize, wide: usize) -> Vec<String> {
        let mask = label_boundaries(labels, labels.len() / width, width, wide / 2);
        let line = |line: &[bool]| line.iter().map(|&set| if set { '#' } else { '.' }).collect();
        mask.set.chunks(width).map(line).collect()
    }

    #[test]
    fn both_sides_of_a_boundary_are_kept_fine() {
        let labels = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
        assert_eq!(drawn(&labels, 6, 1), ["..##..", "..####", "...###"]);
        assert_eq!(drawn(&labels, 6, 3), [".#####", ".#####", ".#####"]);
    }

    #[test]
    fn pixels_without_a_class_meet_nothing() {
        let labels = [0, 255, 1, 1, 0, 255, 1, 2];
        assert_eq!(drawn(&labels, 4, 1), ["...#", "..##"]);
    }
}
