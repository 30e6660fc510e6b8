//! Mean matching accuracy (METHOD section 7).

mod scores;
#[cfg(test)]
mod tests;

pub(super) use scores::{KIND, SCORES};

use super::ByClass;
use crate::keypoints::SequenceKind;

/// Thresholds of 1 to 10 pixels.
const THRESHOLDS: usize = 10;

/// Sums over pairs, in their order.
#[derive(Debug, Clone, Default)]
pub struct Accuracies {
    /// By kind: shares within each threshold, summed.
    within: [[f64; THRESHOLDS]; 2],
    pairs: [usize; 2],
    matches: usize,
    keypoints: usize,
    images: usize,
}

impl Accuracies {
    /// Counts an image's keypoints.
    pub fn add_image(&mut self, keypoints: usize) {
        self.images += 1;
        self.keypoints += keypoints;
    }

    /// Counts a pair of images by the reprojection errors of its matches, in pixels; infinite where a place has no
    /// projection.
    pub fn add_pair(&mut self, kind: SequenceKind, errors: &[f64]) {
        let kind = kind as usize;
        self.pairs[kind] += 1;
        self.matches += errors.len();
        for (threshold, sum) in self.within[kind].iter_mut().enumerate() {
            let near = errors.iter().filter(|&&error| error <= (threshold + 1) as f64).count();
            *sum += near as f64 / errors.len().max(1) as f64;
        }
    }

    /// Sum over pairs of the share of matches within so many pixels, and the pairs.
    fn terms(&self, threshold: usize) -> [f64; 2] {
        [self.within[0][threshold - 1] + self.within[1][threshold - 1], self.pairs() as f64]
    }

    /// Pairs that were counted.
    pub(super) fn pairs(&self) -> usize {
        self.pairs.iter().sum()
    }

    /// Images whose keypoints were counted.
    pub(super) fn images(&self) -> usize {
        self.images
    }

    /// Mean matching accuracy within 1, 2, … pixels: the mean over pairs of the share of a pair's matches whose
    /// reprojection error is at most that; a pair without a match has 0.
    fn mma(&self) -> [f64; THRESHOLDS] {
        std::array::from_fn(|place| (self.within[0][place] + self.within[1][place]) / self.pairs() as f64)
    }

    /// The same over the pairs of one kind; `None` where there are none.
    fn mma_of(&self, kind: SequenceKind) -> Option<[f64; THRESHOLDS]> {
        let pairs = self.pairs[kind as usize];
        (pairs > 0).then(|| self.within[kind as usize].map(|sum| sum / pairs as f64))
    }

    /// By kind of sequence that occurs, and threshold.
    pub(super) fn by_kind(&self) -> ByClass {
        let curve = |kind: SequenceKind| {
            let entry = move |(threshold, mma)| (format!("{}, {threshold} px", kind.name()), Some(mma));
            self.mma_of(kind).map(|curve| (1..).zip(curve).map(entry))
        };
        ByClass(SequenceKind::ALL.into_iter().filter_map(curve).flatten().collect())
    }
}
