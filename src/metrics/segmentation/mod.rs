//! The confusion matrix of a segmentation and the scores read off it.

mod pixels;
mod scores;
#[cfg(test)]
mod tests;

pub use pixels::PixelCounts;
pub(super) use scores::{CLASS, SCORES};

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

    /// One for the same classes that has counted nothing.
    fn emptied(&self) -> Self {
        Confusion { classes: self.classes, counts: vec![0; self.counts.len()] }
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

    /// Pixels that were counted.
    pub(super) fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Has no counted pixel this class for a label? It still scores 0 where it is predicted.
    pub fn is_absent(&self, class: usize) -> bool {
        class < self.classes && self.labelled(class) == 0
    }

    /// Pixels with a label.
    fn labelled(&self, label: usize) -> u64 {
        self.counts[label * self.classes..][..self.classes].iter().sum()
    }

    /// Pixels with a prediction.
    fn predicted(&self, prediction: usize) -> u64 {
        self.counts.iter().skip(prediction).step_by(self.classes).sum()
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
