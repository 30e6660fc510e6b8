//! The tasks, and the metrics that each is judged by: the one place that tables, charts and logs ask.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::metric::{Metric, metrics};
use super::{classification, matching, segmentation};

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

static SEGMENTATION: [Metric; segmentation::SCORES.len()] = metrics(&segmentation::SCORES);
static CLASSIFICATION: [Metric; classification::SCORES.len()] = metrics(&classification::SCORES);
static MATCHING: [Metric; matching::SCORES.len()] = metrics(&matching::SCORES);

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

    /// Can its networks learn a mask, so that both branches are evaluated as well?
    pub fn has_two_branches(self) -> bool {
        self == Task::Segmentation
    }

    /// What charts show over the cost, what picks the best checkpoint, and what a finished run tells.
    pub fn headline(self) -> &'static Metric {
        &self.metrics()[0]
    }

    /// What is reported of each class, or kind of sequence.
    pub fn class_metric(self) -> &'static Metric {
        match self {
            Task::Segmentation => &segmentation::CLASS,
            Task::Classification => &classification::CLASS,
            Task::Matching => &matching::KIND,
        }
    }

    /// What a reader must know where no evaluated image has some classes.
    pub fn remark_on_absent(self, classes: &[&str]) -> String {
        let names = classes.join(", ");
        let counted = match self {
            Task::Segmentation => {
                "; one that is predicted all the same counts as 0 in the mean, as in the authors' evaluation"
            }
            Task::Classification | Task::Matching => "",
        };
        format!("no evaluated image has these classes: {names}{counted}")
    }

    /// What rows call the scores by class.
    pub(super) fn class_field(self) -> &'static str {
        match self {
            Task::Segmentation => "class_iou",
            Task::Classification => "class_accuracy",
            Task::Matching => "mma_by_kind",
        }
    }
}
