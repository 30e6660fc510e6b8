//! What a segmentation is judged by.

use super::Confusion;
use crate::metrics::metric::{Metric, Score};

/// The headline first, in the order of the tables' columns.
pub(in crate::metrics) const SCORES: [Score<Confusion>; 4] = [
    Score {
        metric: Metric::percent(
            "miou",
            "mIoU",
            "mean over classes of intersection ÷ union, from one confusion matrix over all pixels",
        ),
        of: |counts| Some(mean(counts.class_iou().into_iter().flatten())),
    },
    Score {
        metric: Metric::percent(
            "pixel_accuracy",
            "pixel acc.",
            "share of labelled pixels that were predicted right",
        ),
        of: |counts| {
            let hits: u64 = (0..counts.classes()).map(|class| counts.count(class, class)).sum();
            Some(hits as f64 / counts.total() as f64)
        },
    },
    Score {
        metric: Metric::percent(
            "mean_accuracy",
            "mean acc.",
            "mean over classes that occur in the labels of the share of their pixels that was predicted",
        )
        .detail(),
        of: |counts| {
            let accuracy = |class| ratio(counts.count(class, class), counts.labelled(class));
            Some(mean((0..counts.classes()).filter_map(accuracy)))
        },
    },
    Score {
        metric: Metric::percent(
            "frequency_weighted_iou",
            "weighted IoU",
            "intersection ÷ union weighted by the classes' shares of pixels",
        )
        .detail(),
        of: |counts| {
            let weighted = |(class, iou): (usize, Option<f64>)| {
                iou.unwrap_or(0.0) * counts.labelled(class) as f64 / counts.total() as f64
            };
            Some(counts.class_iou().into_iter().enumerate().map(weighted).sum())
        },
    },
];

/// What is reported of each class.
pub(in crate::metrics) const CLASS: Metric =
    Metric::percent("iou", "IoU", "intersection ÷ union of the pixels of a class");

impl Confusion {
    /// Intersection over union by class; `None` where the class occurs neither in labels nor in predictions. A class
    /// that is predicted but never labelled scores 0 and counts in the mean, as in the authors' evaluation.
    pub fn class_iou(&self) -> Vec<Option<f64>> {
        let iou = |class| {
            let hits = self.count(class, class);
            ratio(hits, self.labelled(class) + self.predicted(class) - hits)
        };
        (0..self.classes()).map(iou).collect()
    }
}

/// `None` for an empty denominator.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Of at least one value: a counted pixel's class has both a labelled pixel and a union.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}
