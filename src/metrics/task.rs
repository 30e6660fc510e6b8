//! The tasks, and the metrics that each is judged by: the one place that tables, charts and logs ask.

use serde::{Deserialize, Serialize};

/// What a network learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// A class for every pixel (METHOD section 6).
    Segmentation,
    /// A class for every image.
    Classification,
}

/// A number that says how good predictions are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// What columns, rows and logs call it.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
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

impl Task {
    /// Every task.
    pub const ALL: &[Task] = &[Task::Segmentation, Task::Classification];

    /// Its metrics, the headline first, in the order of the tables' columns.
    pub fn metrics(self) -> &'static [Metric] {
        match self {
            Task::Segmentation => &SEGMENTATION,
            Task::Classification => &CLASSIFICATION,
        }
    }

    /// Its metrics of the branches of a learned mask, mixed, each under a name and title of its own; none where no mask
    /// can be learned.
    pub fn two_branch(self) -> impl Iterator<Item = ([&'static str; 2], &'static Metric)> {
        let names: &[(&str, &str)] = match self {
            Task::Segmentation => &TWO_BRANCH,
            Task::Classification => &[],
        };
        names.iter().map(|&(name, title)| [name, title]).zip(self.metrics())
    }

    /// What charts show over the cost, what picks the best checkpoint, and what a finished run tells.
    pub fn headline(self) -> &'static Metric {
        &self.metrics()[0]
    }

    /// What is told of each class.
    pub fn class_metric(self) -> &'static Metric {
        match self {
            Task::Segmentation => &CLASS_IOU,
            Task::Classification => &CLASS_ACCURACY,
        }
    }
}
