//! What a segmentation is judged by.

use super::{Confusion, PixelCounts};
use crate::Result;
use crate::metrics::metric::{Metric, Score};
use crate::metrics::{Counts, Terms};

/// The headline first, in the order of the tables' columns.
pub(in crate::metrics) const SCORES: [Score<PixelCounts>; 6] = [
    Score {
        metric: Metric::percent(
            "miou",
            "mIoU",
            "mean over classes of intersection ÷ union, from one confusion matrix over all pixels",
        ),
        of: |counts| counts.all().terms().score(),
        terms: Some(|counts| counts.all().terms()),
    },
    Score {
        metric: Metric::percent(
            "boundary_miou_4",
            "mIoU ≤ 4 px",
            "mIoU over the 4 pixels on each side of boundaries between labelled classes (a trimap)",
        ),
        of: |counts| counts.near()[0].terms().score(),
        terms: Some(|counts| counts.near()[0].terms()),
    },
    Score {
        metric: Metric::percent(
            "boundary_miou_8",
            "mIoU ≤ 8 px",
            "mIoU over the 8 pixels on each side of boundaries between labelled classes (a trimap)",
        )
        .detail(),
        of: |counts| counts.near()[1].terms().score(),
        terms: None,
    },
    Score {
        metric: Metric::percent(
            "pixel_accuracy",
            "pixel acc.",
            "share of labelled pixels that were predicted right",
        ),
        of: |counts| {
            let counts = counts.all();
            let hits: u64 = (0..counts.classes()).map(|class| counts.count(class, class)).sum();
            Some(hits as f64 / counts.total() as f64)
        },
        terms: Some(|counts| {
            let hits: u64 = (0..counts.all().classes()).map(|class| counts.all().count(class, class)).sum();
            Terms(vec![[hits as f64, counts.all().total() as f64]])
        }),
    },
    Score {
        metric: Metric::percent(
            "mean_accuracy",
            "mean acc.",
            "mean over classes that occur in the labels of the share of their pixels that was predicted",
        )
        .detail(),
        of: |counts| {
            let counts = counts.all();
            let accuracy = |class| ratio(counts.count(class, class), counts.labelled(class));
            Some(mean((0..counts.classes()).filter_map(accuracy)))
        },
        terms: None,
    },
    Score {
        metric: Metric::percent(
            "frequency_weighted_iou",
            "weighted IoU",
            "intersection ÷ union weighted by the classes' shares of pixels",
        )
        .detail(),
        of: |counts| {
            let counts = counts.all();
            let weighted = |(class, iou): (usize, Option<f64>)| {
                iou.unwrap_or(0.0) * counts.labelled(class) as f64 / counts.total() as f64
            };
            Some(counts.class_iou().into_iter().enumerate().map(weighted).sum())
        },
        terms: None,
    },
];

impl Counts for PixelCounts {
    const SCORES: &'static [Score<Self>] = &SCORES;

    fn emptied(&self) -> Self {
        self.all().emptied().into()
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.add_counts(other)
    }
}

/// What is reported of each class.
pub(in crate::metrics) const CLASS: Metric =
    Metric::percent("iou", "IoU", "intersection ÷ union of the pixels of a class");

impl Confusion {
    /// Intersection over union by class; `None` where the class occurs neither in labels nor in predictions. A class
    /// that is predicted but never labelled scores 0 and counts in the mean, as in the authors' evaluation.
    pub fn class_iou(&self) -> Vec<Option<f64>> {
        (0..self.classes()).map(|class| ratio(self.count(class, class), self.union(class))).collect()
    }

    /// Intersection and union by class.
    fn terms(&self) -> Terms {
        let term = |class| [self.count(class, class) as f64, self.union(class) as f64];
        Terms((0..self.classes()).map(term).collect())
    }

    /// Pixels that have a class for a label or a prediction.
    fn union(&self, class: usize) -> u64 {
        self.labelled(class) + self.predicted(class) - self.count(class, class)
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
