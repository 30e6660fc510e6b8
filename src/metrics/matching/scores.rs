//! What matching is judged by.

use super::Accuracies;
use crate::Result;
use crate::keypoints::SequenceKind;
use crate::metrics::metric::{Better, Metric, Score};
use crate::metrics::{Counts, Terms};
use crate::text::quantity::Unit;

/// Mean matching accuracy within a threshold of 1 to 10 pixels.
macro_rules! mma {
    ($threshold:literal) => {
        Score {
            metric: Metric::percent(
                concat!("mma_", $threshold),
                concat!("MMA ", $threshold, " px"),
                concat!("mean over pairs of the share of matches that are at most ", $threshold, " px off"),
            ),
            of: |sums: &Accuracies| Some(sums.mma()[$threshold - 1]),
            terms: Some(|sums| Terms(vec![sums.terms($threshold)])),
        }
    };
    ($threshold:literal in files) => {
        Score { metric: mma!($threshold).metric.detail(), terms: None, ..mma!($threshold) }
    };
}

/// The headline first, in the order of the tables' columns.
pub(in crate::metrics) const SCORES: [Score<Accuracies>; 14] = [
    mma!(3),
    mma!(1),
    mma!(2 in files),
    mma!(4 in files),
    mma!(5),
    mma!(6 in files),
    mma!(7 in files),
    mma!(8 in files),
    mma!(9 in files),
    mma!(10),
    Score {
        metric: Metric::percent(
            "mma_3_illumination",
            "3 px, illumination",
            "MMA 3 px over the pairs of sequences with a change of light",
        ),
        of: |sums| Some(sums.mma_of(SequenceKind::Illumination)?[2]),
        terms: None,
    },
    Score {
        metric: Metric::percent(
            "mma_3_viewpoint",
            "3 px, viewpoint",
            "MMA 3 px over the pairs of sequences with a change of viewpoint",
        ),
        of: |sums| Some(sums.mma_of(SequenceKind::Viewpoint)?[2]),
        terms: None,
    },
    Score {
        metric: Metric::percent("matches_per_pair", "matches", "mean over pairs of the matches found")
            .in_unit(Unit::Mean, Better::Higher),
        of: |sums| Some(sums.matches as f64 / sums.pairs() as f64),
        terms: None,
    },
    Score {
        metric: Metric::percent("keypoints_per_image", "keypoints", "mean over images of the keypoints used")
            .in_unit(Unit::Mean, Better::Higher)
            .detail(),
        of: |sums| Some(sums.keypoints as f64 / sums.images as f64),
        terms: None,
    },
];

impl Counts for Accuracies {
    const SCORES: &'static [Score<Self>] = &SCORES;

    fn emptied(&self) -> Self {
        Accuracies::default()
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        for kind in 0..2 {
            self.pairs[kind] += other.pairs[kind];
            self.within[kind].iter_mut().zip(other.within[kind]).for_each(|(sum, own)| *sum += own);
        }
        self.matches += other.matches;
        self.keypoints += other.keypoints;
        self.images += other.images;
        Ok(())
    }
}

/// What is reported of each kind of sequence and threshold.
pub(in crate::metrics) const KIND: Metric =
    Metric::percent("mma", "MMA", "MMA by kind of sequence and threshold");

impl Metric {
    /// The pixels within which a match counts as right, of a mean matching accuracy over all pairs.
    pub fn threshold(&self) -> Option<usize> {
        self.name.strip_prefix("mma_")?.parse().ok()
    }
}
