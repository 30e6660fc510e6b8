//! The confusion matrix of a segmentation and the scores read off it.

#[cfg(test)]
mod tests;

use crate::{Error, Result};

/// The label of pixels that no score counts.
pub const IGNORED: u8 = 255;

/// How often each class was predicted as each class. Counts are integers, so parts of a data set can be
/// counted apart, on any number of threads, and merged in any order with the same result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// [classes, classes], a row per label, a column per prediction.
    counts: Vec<u64>,
}

/// Scores of a whole data set, each a fraction from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentationScores {
    /// Share of labelled pixels whose class was predicted.
    pub pixel_accuracy: f64,
    /// Mean over the classes that occur in the labels of the share of their pixels that was predicted.
    pub mean_accuracy: f64,
    /// Intersection over union of each class, weighted by its share of labelled pixels.
    pub frequency_weighted_iou: f64,
    /// Mean of the classes' intersections over unions, without those that are `None`.
    pub mean_iou: f64,
    /// By class; `None` where the class occurs neither in labels nor in predictions. A class that is
    /// predicted but never labelled scores 0 and counts in the mean, as in the authors' evaluation.
    pub class_iou: Vec<Option<f64>>,
}

impl Confusion {
    /// An empty matrix for 1 to 255 classes.
    ///
    /// # Errors
    /// When there is no class, or more than 255.
    pub fn new(classes: usize) -> Result<Self> {
        if !(1..=IGNORED as usize).contains(&classes) {
            return Err(Error::new(format!("{classes} classes cannot be counted"))
                .help("a data set has 1 to 255 classes; the label 255 is the ignored one"));
        }
        Ok(Confusion { classes, counts: vec![0; classes * classes] })
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Pixels of `label` that were predicted as `prediction`; 0 for what is no class.
    pub fn count(&self, label: usize, prediction: usize) -> u64 {
        if label < self.classes && prediction < self.classes {
            self.counts[label * self.classes + prediction]
        } else {
            0
        }
    }

    /// Counts pixels, one label and one prediction each; where the label is [`IGNORED`] the prediction
    /// does not matter. Nothing is counted when it fails.
    ///
    /// # Errors
    /// When there are not as many predictions as labels, or one that counts is no class.
    pub fn add(&mut self, labels: &[u8], predictions: &[u8]) -> Result<()> {
        self.check(labels, predictions)?;
        for (&label, &prediction) in labels.iter().zip(predictions) {
            if label != IGNORED {
                self.counts[label as usize * self.classes + prediction as usize] += 1;
            }
        }
        Ok(())
    }

    /// Adds what was counted elsewhere.
    ///
    /// # Errors
    /// When the two differ in their number of classes.
    pub fn merge(&mut self, other: &Confusion) -> Result<()> {
        if self.classes != other.classes {
            return Err(Error::new(format!(
                "confusion matrices of {} and {} classes cannot be merged",
                self.classes, other.classes
            )));
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, count)| *sum += count);
        Ok(())
    }

    /// The scores of everything counted so far; an error when that is nothing.
    ///
    /// # Errors
    /// When no labelled pixel was counted.
    pub fn scores(&self) -> Result<SegmentationScores> {
        let total: u64 = self.counts.iter().sum();
        if total == 0 {
            return Err(Error::new("no labelled pixel was evaluated")
                .help("check that the labels of the evaluated split are not all 255 (ignored)"));
        }
        let hits = |class: usize| self.count(class, class);
        let labelled: Vec<u64> = (0..self.classes)
            .map(|class| self.counts[class * self.classes..][..self.classes].iter().sum())
            .collect();
        let predicted: Vec<u64> = (0..self.classes)
            .map(|class| self.counts.iter().skip(class).step_by(self.classes).sum())
            .collect();
        let class_iou: Vec<Option<f64>> = (0..self.classes)
            .map(|class| ratio(hits(class), labelled[class] + predicted[class] - hits(class)))
            .collect();
        Ok(SegmentationScores {
            pixel_accuracy: (0..self.classes).map(hits).sum::<u64>() as f64 / total as f64,
            mean_accuracy: mean((0..self.classes).filter_map(|class| ratio(hits(class), labelled[class]))),
            frequency_weighted_iou: class_iou
                .iter()
                .zip(&labelled)
                .map(|(iou, &pixels)| iou.unwrap_or(0.0) * pixels as f64 / total as f64)
                .sum(),
            mean_iou: mean(class_iou.iter().copied().flatten()),
            class_iou,
        })
    }

    fn check(&self, labels: &[u8], predictions: &[u8]) -> Result<()> {
        if labels.len() != predictions.len() {
            return Err(Error::new(format!("{} labels but {} predictions", labels.len(), predictions.len())));
        }
        let is_class = |value: u8| (value as usize) < self.classes;
        let wrong = labels
            .iter()
            .zip(predictions)
            .find(|&(&label, &prediction)| label != IGNORED && !(is_class(label) && is_class(prediction)));
        let Some((&label, &prediction)) = wrong else { return Ok(()) };
        let (what, value) = if is_class(label) { ("prediction", prediction) } else { ("label", label) };
        Err(Error::new(format!(
            "the {what} {value} is not one of the {} classes (0 to {})",
            self.classes,
            self.classes - 1
        ))
        .help("map labels that are no class to 255 (ignored) in the data set's card"))
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
