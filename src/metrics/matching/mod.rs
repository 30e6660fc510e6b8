//! Mean matching accuracy (METHOD section 7).

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::ByClass;
use crate::keypoints::SequenceKind;
use crate::{Error, Result};

/// Thresholds of 1 to 10 pixels.
pub const THRESHOLDS: usize = 10;

/// How good matches are, over all pairs of images. `mma_t` is the mean over pairs of the share of a pair's matches whose
/// reprojection error is at most t pixels; a pair without a match has 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchingScores {
    /// Within 3 pixels: the headline.
    pub mma_3: f64,
    /// Within 1 pixel.
    pub mma_1: f64,
    /// Within 2 pixels.
    pub mma_2: f64,
    /// Within 4 pixels.
    pub mma_4: f64,
    /// Within 5 pixels.
    pub mma_5: f64,
    /// Within 6 pixels.
    pub mma_6: f64,
    /// Within 7 pixels.
    pub mma_7: f64,
    /// Within 8 pixels.
    pub mma_8: f64,
    /// Within 9 pixels.
    pub mma_9: f64,
    /// Within 10 pixels.
    pub mma_10: f64,
    /// `None` where no sequence is of the kind.
    pub mma_3_illumination: Option<f64>,
    /// `None` where no sequence is of the kind.
    pub mma_3_viewpoint: Option<f64>,
    /// Mean over pairs.
    pub matches_per_pair: f64,
    /// Mean over images.
    pub keypoints_per_image: f64,
    /// MMA by kind of sequence and threshold.
    pub mma_by_kind: ByClass,
}

impl MatchingScores {
    /// In the order of [`Task::metrics`](super::Task::metrics).
    pub(super) fn values(&self) -> [Option<f64>; THRESHOLDS + 4] {
        let s = self;
        let all = [s.mma_3, s.mma_1, s.mma_2, s.mma_4, s.mma_5, s.mma_6, s.mma_7, s.mma_8, s.mma_9, s.mma_10];
        let [a, b, c, d, e, f, g, h, i, j] = all.map(Some);
        let counts = [s.matches_per_pair, s.keypoints_per_image].map(Some);
        let [m, k] = counts;
        [a, b, c, d, e, f, g, h, i, j, s.mma_3_illumination, s.mma_3_viewpoint, m, k]
    }
}

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

    /// The scores of everything counted so far.
    ///
    /// # Errors
    /// When that is no pair.
    pub fn scores(&self) -> Result<MatchingScores> {
        let pairs = self.pairs[0] + self.pairs[1];
        if pairs == 0 || self.images == 0 {
            return Err(Error::new("no pair of images was evaluated"));
        }
        let mma =
            |threshold: usize| (self.within[0][threshold - 1] + self.within[1][threshold - 1]) / pairs as f64;
        let of_kind = |kind: SequenceKind, threshold: usize| {
            let pairs = self.pairs[kind as usize];
            (pairs > 0).then(|| self.within[kind as usize][threshold - 1] / pairs as f64)
        };
        let entry = |kind: SequenceKind, threshold| {
            (format!("{}, {threshold} px", kind.name()), of_kind(kind, threshold))
        };
        let present = SequenceKind::ALL.into_iter().filter(|&kind| self.pairs[kind as usize] > 0);
        let curve = |kind| (1..=THRESHOLDS).map(move |threshold| entry(kind, threshold));
        Ok(MatchingScores {
            mma_3: mma(3),
            mma_1: mma(1),
            mma_2: mma(2),
            mma_4: mma(4),
            mma_5: mma(5),
            mma_6: mma(6),
            mma_7: mma(7),
            mma_8: mma(8),
            mma_9: mma(9),
            mma_10: mma(10),
            mma_3_illumination: of_kind(SequenceKind::Illumination, 3),
            mma_3_viewpoint: of_kind(SequenceKind::Viewpoint, 3),
            matches_per_pair: self.matches as f64 / pairs as f64,
            keypoints_per_image: self.keypoints as f64 / self.images as f64,
            mma_by_kind: ByClass(present.flat_map(curve).collect()),
        })
    }
}
