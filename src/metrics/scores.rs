//! The scores of an evaluation, and how rows store them.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::ser::{self, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::metric::{Metric, Score};
use super::{Accuracies, ByClass, PixelCounts, Ranks, Task, classification, matching, segmentation};
use crate::{Error, Result};

/// How good predictions are on a whole split. In JSON an object of the task's metrics by name and, under a name of
/// its own, the scores by class; [`Task::metrics`] says what the numbers mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    task: Task,
    /// In the order of [`Task::metrics`]; `None` where nothing of the kind was evaluated, or where the metric is
    /// younger than the row. The headline has a value.
    values: Vec<Option<f64>>,
    classes: ByClass,
}

impl Scores {
    /// Of a segmentation whose classes have these names.
    ///
    /// # Errors
    /// When no labelled pixel was counted.
    pub fn segmentation(counts: &PixelCounts, names: impl IntoIterator<Item = String>) -> Result<Self> {
        if counts.all().total() == 0 {
            return Err(Error::new("no labelled pixel was evaluated")
                .help("check that the labels of the evaluated split are not all 255 (ignored)"));
        }
        let classes = ByClass(names.into_iter().zip(counts.all().class_iou()).collect());
        Ok(Scores::read(Task::Segmentation, &segmentation::SCORES, counts, classes))
    }

    /// Of a classification.
    ///
    /// # Errors
    /// When no image was counted.
    pub fn classification(ranks: &Ranks) -> Result<Self> {
        if ranks.images() == 0 {
            return Err(Error::new("no image was evaluated"));
        }
        Ok(Scores::read(Task::Classification, &classification::SCORES, ranks, ranks.by_class()))
    }

    /// Of matched places.
    ///
    /// # Errors
    /// When no pair of images was counted.
    pub fn matching(sums: &Accuracies) -> Result<Self> {
        if sums.pairs() == 0 || sums.images() == 0 {
            return Err(Error::new("no pair of images was evaluated"));
        }
        Ok(Scores::read(Task::Matching, &matching::SCORES, sums, sums.by_kind()))
    }

    fn read<C>(task: Task, scores: &[Score<C>], counted: &C, classes: ByClass) -> Self {
        Scores { task, values: scores.iter().map(|score| (score.of)(counted)).collect(), classes }
    }

    /// Of values in the order of [`Task::metrics`], for samples.
    #[cfg(test)]
    pub(crate) fn of(task: Task, value: impl Fn(&Metric) -> Option<f64>, classes: ByClass) -> Self {
        Scores { task, values: task.metrics().iter().map(value).collect(), classes }
    }

    /// Whose scores they are.
    pub fn task(&self) -> Task {
        self.task
    }

    /// Every metric of the task that has a value, with it.
    pub fn metrics(&self) -> impl Iterator<Item = (&'static Metric, f64)> {
        self.task.metrics().iter().zip(&self.values).filter_map(|(metric, value)| Some((metric, (*value)?)))
    }

    /// The value of a metric, by its name; `None` when the task has no such metric.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.metrics().find(|(metric, _)| metric.name == name).map(|(_, value)| value)
    }

    /// The value of the task's [headline](Task::headline).
    pub fn headline(&self) -> f64 {
        self.values.first().copied().flatten().unwrap_or(f64::NAN)
    }

    /// The task's [`Task::class_metric`] of every class.
    pub fn classes(&self) -> &ByClass {
        &self.classes
    }
}

impl Serialize for Scores {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (metric, value) in self.task.metrics().iter().zip(&self.values) {
            if value.is_some_and(|value| !value.is_finite()) {
                return Err(ser::Error::custom(format!("the score `{}` is no finite number", metric.name)));
            }
            map.serialize_entry(metric.name, value)?;
        }
        map.serialize_entry(self.task.class_field(), &self.classes)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Scores {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

/// Reads scores from among other fields: which headline there is tells the task.
struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Scores;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the scores of a task")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Scores, A::Error> {
        let mut values: BTreeMap<String, Option<f64>> = BTreeMap::new();
        let mut classes: BTreeMap<String, ByClass> = BTreeMap::new();
        let metrics = || Task::ALL.iter().flat_map(|task| task.metrics());
        while let Some(name) = map.next_key::<String>()? {
            if metrics().any(|metric| metric.name == name) {
                values.insert(name, map.next_value()?);
            } else if Task::ALL.iter().any(|task| task.class_field() == name) {
                classes.insert(name, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        let value = |metric: &Metric| values.get(metric.name).copied().flatten();
        let known = Task::ALL.iter().copied().find(|task| value(task.headline()).is_some());
        let headlines: Vec<&str> = Task::ALL.iter().map(|task| task.headline().name).collect();
        let lacking = || de::Error::custom(format!("there is none of the scores {}", headlines.join(", ")));
        let task = known.ok_or_else(lacking)?;
        let field = task.class_field();
        let classes = classes.remove(field).ok_or_else(|| de::Error::missing_field(field))?;
        Ok(Scores { task, values: task.metrics().iter().map(value).collect(), classes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGMENTATION: &str = r#"{"miou":0.5,"boundary_miou_4":0.375,"boundary_miou_8":0.4375,"pixel_accuracy":0.75,"mean_accuracy":0.25,"frequency_weighted_iou":0.125,"class_iou":{"road":0.5,"car":null}}"#;
    const CLASSIFICATION: &str =
        r#"{"top1":0.5,"top5":0.75,"mean_accuracy":0.25,"cross_entropy":1.5,"class_accuracy":{"tench":0.5}}"#;

    const MATCHING: &str = r#"{"mma_3":0.5,"mma_1":0.125,"mma_2":0.25,"mma_4":0.5,"mma_5":0.625,"mma_6":0.625,"mma_7":0.75,"mma_8":0.75,"mma_9":0.875,"mma_10":0.875,"mma_3_illumination":0.75,"mma_3_viewpoint":null,"matches_per_pair":200.5,"keypoints_per_image":500.5,"mma_by_kind":{"viewpoint, 1 px":0.5}}"#;

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
        for wrong in [r#"{"mean_accuracy":0.5}"#, r#"{"miou":0.5}"#, r#"{"miou":null,"class_iou":{}}"#] {
            assert!(serde_json::from_str::<Scores>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_older_than_a_metric_is_read_without_it() {
        let scores: Scores =
            serde_json::from_str(r#"{"miou":0.5,"class_iou":{},"checkpoint":"last"}"#).unwrap();
        assert_eq!((scores.headline(), scores.get("pixel_accuracy")), (0.5, None));
    }

    #[test]
    fn every_metric_of_a_task_is_a_field_of_its_name_and_the_headline_comes_first() {
        for text in [SEGMENTATION, CLASSIFICATION, MATCHING] {
            let scores: Scores = serde_json::from_str(text).unwrap();
            let json: serde_json::Value = serde_json::from_str(text).unwrap();
            for metric in scores.task().metrics() {
                assert_eq!(json[metric.name].as_f64(), scores.get(metric.name), "{}", metric.name);
            }
            assert_eq!(scores.get(scores.task().headline().name), Some(scores.headline()));
        }
    }
}
