//! The scores of an evaluation, as rows store them.

use serde::{Deserialize, Serialize};

use super::{ByClass, MatchingScores, Metric, SegmentationScores, Task};

/// How good predictions are on a whole split, by task. In JSON the fields alone: each task has some that no
/// other has. [`Task::metrics`] says what they mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scores {
    /// A class for every pixel: fractions from 0 to 1 over all labelled pixels.
    Segmentation {
        /// Mean over classes of intersection ÷ union.
        miou: f64,
        /// Share of labelled pixels that were predicted right.
        pixel_accuracy: f64,
        /// Mean over classes of the share of their pixels that was predicted.
        mean_accuracy: f64,
        /// Intersection ÷ union, weighted by the classes' shares of labelled pixels.
        frequency_weighted_iou: f64,
        /// `None` where the class occurs neither in labels nor in predictions.
        class_iou: ByClass,
    },
    /// A class for every image: fractions from 0 to 1 but for the cross-entropy.
    Classification {
        /// Share of images whose class has the highest score.
        top1: f64,
        /// Share of images whose class has one of the five highest scores.
        top5: f64,
        /// Mean over classes of the share of their images that top-1 counts.
        mean_accuracy: f64,
        /// Mean over images of −ln of the probability that the network gives to the class, in nats.
        cross_entropy: f64,
        /// `None` where no image shows the class; empty where there are too many classes to tell.
        class_accuracy: ByClass,
    },
    /// The same places in two images: how many matches are right.
    Matching(Box<MatchingScores>),
}

impl Scores {
    /// Of a confusion matrix whose classes have these names.
    pub fn segmentation(scores: SegmentationScores, names: impl Iterator<Item = String>) -> Self {
        Scores::Segmentation {
            miou: scores.mean_iou,
            pixel_accuracy: scores.pixel_accuracy,
            mean_accuracy: scores.mean_accuracy,
            frequency_weighted_iou: scores.frequency_weighted_iou,
            class_iou: ByClass(names.zip(scores.class_iou).collect()),
        }
    }

    /// Whose scores they are.
    pub fn task(&self) -> Task {
        match self {
            Scores::Segmentation { .. } => Task::Segmentation,
            Scores::Classification { .. } => Task::Classification,
            Scores::Matching(_) => Task::Matching,
        }
    }

    /// Every metric of the task that has a value, with it.
    pub fn metrics(&self) -> impl Iterator<Item = (&'static Metric, f64)> {
        let values = match *self {
            Scores::Segmentation { miou, pixel_accuracy, mean_accuracy, frequency_weighted_iou, .. } => {
                [miou, pixel_accuracy, mean_accuracy, frequency_weighted_iou].map(Some).to_vec()
            }
            Scores::Classification { top1, top5, mean_accuracy, cross_entropy, .. } => {
                [top1, top5, mean_accuracy, cross_entropy].map(Some).to_vec()
            }
            Scores::Matching(ref scores) => scores.values().to_vec(),
        };
        self.task().metrics().iter().zip(values).filter_map(|(metric, value)| Some((metric, value?)))
    }

    /// The value of a metric, by its name; `None` when the task has no such metric.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.metrics().find(|(metric, _)| metric.name == name).map(|(_, value)| value)
    }

    /// The value of the task's [headline](Task::headline).
    pub fn headline(&self) -> f64 {
        match *self {
            Scores::Segmentation { miou, .. } => miou,
            Scores::Classification { top1, .. } => top1,
            Scores::Matching(ref scores) => scores.mma_3,
        }
    }

    /// The task's [`Task::class_metric`] of every class.
    pub fn classes(&self) -> &ByClass {
        match self {
            Scores::Segmentation { class_iou, .. } => class_iou,
            Scores::Classification { class_accuracy, .. } => class_accuracy,
            Scores::Matching(scores) => &scores.mma_by_kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGMENTATION: &str = r#"{"miou":0.5,"pixel_accuracy":0.75,"mean_accuracy":0.25,"frequency_weighted_iou":0.125,"class_iou":{"road":0.5,"car":null}}"#;
    const CLASSIFICATION: &str =
        r#"{"top1":0.5,"top5":0.75,"mean_accuracy":0.25,"cross_entropy":1.5,"class_accuracy":{"tench":0.5}}"#;

    const MATCHING: &str = r#"{"mma_3":0.5,"mma_1":0.125,"mma_2":0.25,"mma_4":0.5,"mma_5":0.625,"mma_6":0.625,"mma_7":0.75,"mma_8":0.75,"mma_9":0.875,"mma_10":0.875,"mma_3_illumination":0.75,"mma_3_viewpoint":0.25,"matches_per_pair":200.5,"keypoints_per_image":500.5,"mma_by_kind":{"viewpoint, 1 px":0.5}}"#;

    #[test]
    fn the_fields_of_a_json_object_tell_its_task_and_nothing_is_lost() {
        let texts = [
            (SEGMENTATION, Task::Segmentation),
            (CLASSIFICATION, Task::Classification),
            (MATCHING, Task::Matching),
        ];
        for (text, task) in texts {
            let scores: Scores = serde_json::from_str(text).unwrap();
            assert_eq!(scores.task(), task);
            assert_eq!(serde_json::to_string(&scores).unwrap(), text);
        }
        assert!(serde_json::from_str::<Scores>(r#"{"mean_accuracy":0.5}"#).is_err());
    }

    #[test]
    fn every_metric_of_a_task_is_a_field_of_its_name_and_the_headline_comes_first() {
        for text in [SEGMENTATION, CLASSIFICATION, MATCHING] {
            let scores: Scores = serde_json::from_str(text).unwrap();
            let json: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(scores.metrics().count(), scores.task().metrics().len());
            for (metric, value) in scores.metrics() {
                assert_eq!(json[metric.name], value, "{}", metric.name);
                assert_eq!(scores.get(metric.name), Some(value));
            }
            assert_eq!(scores.get(scores.task().headline().name), Some(scores.headline()));
        }
    }
}
