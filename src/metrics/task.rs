//! The tasks, and the metrics that each is judged by: the one place that tables, charts and logs ask.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a network is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A class for every pixel (METHOD section 6).
    Segmentation,
    /// A class for every image.
    Classification,
    /// The same places in two images (METHOD section 7).
    Matching,
}

/// A number that says how good predictions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// What columns, rows and logs call it.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What its numbers are, and which way is better.
    pub unit: Unit,
    /// One sentence.
    pub definition: &'static str,
    /// Does it stand in the summaries for people? Files hold all.
    pub in_summary: bool,
}

/// In which unit a metric is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A fraction from 0 to 1, read in percent; the higher the better.
    Percent,
    /// Of a cross-entropy; the lower the better.
    Nats,
    /// How many; the more the better.
    Count,
}

const fn percent(name: &'static str, title: &'static str, definition: &'static str) -> Metric {
    Metric { name, title, unit: Unit::Percent, definition, in_summary: true }
}

impl Metric {
    /// In files alone.
    const fn detail(self) -> Self {
        Metric { in_summary: false, ..self }
    }
}

const SEGMENTATION: [Metric; 4] = [
    percent(
        "miou",
        "mIoU",
        "mean over classes of intersection ÷ union, from one confusion matrix over all pixels",
    ),
    percent("pixel_accuracy", "pixel acc.", "share of labelled pixels that were predicted right"),
    percent(
        "mean_accuracy",
        "mean acc.",
        "mean over classes of the share of their pixels that was predicted",
    )
    .detail(),
    percent(
        "frequency_weighted_iou",
        "weighted IoU",
        "intersection ÷ union weighted by the classes' shares of pixels",
    )
    .detail(),
];
/// In the order of the metrics.
const TWO_BRANCH: [(&str, &str); 4] = [
    ("two_branch_miou", "mIoU, two branches"),
    ("two_branch_pixel_accuracy", "pixel acc., two branches"),
    ("two_branch_mean_accuracy", "mean acc., two branches"),
    ("two_branch_frequency_weighted_iou", "weighted IoU, two branches"),
];
const CLASS_IOU: Metric = percent("iou", "IoU", "intersection ÷ union of the pixels of a class");

const CLASSIFICATION: [Metric; 4] = [
    percent("top1", "top-1", "share of images whose class has the highest score"),
    percent("top5", "top-5", "share of images whose class has one of the five highest scores"),
    percent("mean_accuracy", "mean acc.", "mean over classes of the share of their images that top-1 counts")
        .detail(),
    Metric {
        name: "cross_entropy",
        title: "cross-entropy",
        unit: Unit::Nats,
        definition: "mean over images of −ln of the probability that the network gives to the class",
        in_summary: true,
    },
];
const CLASS_ACCURACY: Metric = percent("accuracy", "top-1", "share of a class's images that top-1 counts");

const fn count(name: &'static str, title: &'static str, definition: &'static str) -> Metric {
    Metric { unit: Unit::Count, ..percent(name, title, definition) }
}

const MATCHING: [Metric; 14] = [
    percent("mma_3", "MMA 3 px", "mean over pairs of the share of matches that are at most 3 pixels off"),
    percent("mma_1", "MMA 1 px", "the same within 1 pixel"),
    percent("mma_2", "MMA 2 px", "the same within 2 pixels").detail(),
    percent("mma_4", "MMA 4 px", "the same within 4 pixels").detail(),
    percent("mma_5", "MMA 5 px", "the same within 5 pixels"),
    percent("mma_6", "MMA 6 px", "the same within 6 pixels").detail(),
    percent("mma_7", "MMA 7 px", "the same within 7 pixels").detail(),
    percent("mma_8", "MMA 8 px", "the same within 8 pixels").detail(),
    percent("mma_9", "MMA 9 px", "the same within 9 pixels").detail(),
    percent("mma_10", "MMA 10 px", "the same within 10 pixels"),
    percent(
        "mma_3_illumination",
        "3 px, illumination",
        "MMA 3 px over the pairs of sequences with a change of light",
    ),
    percent(
        "mma_3_viewpoint",
        "3 px, viewpoint",
        "MMA 3 px over the pairs of sequences with a change of viewpoint",
    ),
    count("matches_per_pair", "matches", "mean over pairs of the matches found"),
    count("keypoints_per_image", "keypoints", "mean over images of the keypoints used").detail(),
];
const KIND_MMA: Metric = percent("mma", "MMA", "MMA by kind of sequence and threshold");

impl Task {
    /// Every task.
    pub const ALL: &[Task] = &[Task::Segmentation, Task::Classification, Task::Matching];

    /// Its metrics, the headline first, in the order of the tables' columns.
    pub fn metrics(self) -> &'static [Metric] {
        match self {
            Task::Segmentation => &SEGMENTATION,
            Task::Classification => &CLASSIFICATION,
            Task::Matching => &MATCHING,
        }
    }

    /// Its metrics of the branches of a learned mask, mixed, each under a name and title of its own; none where no mask
    /// can be learned.
    pub fn two_branch(self) -> impl Iterator<Item = ([&'static str; 2], &'static Metric)> {
        let names: &[(&str, &str)] = match self {
            Task::Segmentation => &TWO_BRANCH,
            Task::Classification | Task::Matching => &[],
        };
        names.iter().map(|&(name, title)| [name, title]).zip(self.metrics())
    }

    /// What charts show over the cost, what picks the best checkpoint, and what a finished run tells.
    pub fn headline(self) -> &'static Metric {
        &self.metrics()[0]
    }

    /// What is told of each class, or kind of sequence.
    pub fn class_metric(self) -> &'static Metric {
        match self {
            Task::Segmentation => &CLASS_IOU,
            Task::Classification => &CLASS_ACCURACY,
            Task::Matching => &KIND_MMA,
        }
    }
}
