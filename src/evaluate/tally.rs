//! Counts predictions of a whole split, in the way of the task.

use super::predictor::best_of_rows;
use super::settings::Competing;
use crate::batch::{BatchLabels, Outputs};
use crate::data::Class;
use crate::metrics::{Confusion, Ranks, Scores, Task};
use crate::{Error, Result};

/// What is counted.
pub(super) enum Tally {
    Segmentation { confusion: Confusion, names: Vec<String> },
    Classification { ranks: Ranks, among_classes: bool },
}

impl Tally {
    /// # Errors
    /// When pixels have too many classes to be counted.
    pub(super) fn new(
        task: Task,
        classes: &[Class],
        outputs: &Outputs,
        competing: Competing,
    ) -> Result<Self> {
        let names: Vec<String> = classes.iter().map(|class| class.name.clone()).collect();
        Ok(match task {
            Task::Segmentation => Tally::Segmentation { confusion: Confusion::new(names.len())?, names },
            Task::Classification => Tally::Classification {
                ranks: Ranks::new(names, outputs.all()),
                among_classes: competing == Competing::Classes,
            },
            Task::Matching => return Err(Error::new("matches are counted pair by pair, not image by image")),
        })
    }

    /// Counts a batch by the scores of its rows.
    ///
    /// # Errors
    /// When labels are not those of the task, or a score is no number.
    pub(super) fn add(&mut self, labels: &BatchLabels, scores: &[f32]) -> Result<()> {
        match (self, labels) {
            (Tally::Segmentation { confusion, .. }, BatchLabels::Pixels(labels)) => {
                // The best of the at most 255 classes that a confusion matrix has.
                let best: Vec<u8> = best_of_rows(scores, labels.len(), |class| class as u8);
                confusion.add(labels, &best)
            }
            (Tally::Classification { ranks, among_classes }, BatchLabels::Images(labels)) => {
                let outputs = scores.len() / labels.len().max(1);
                let rows = scores.chunks_exact(outputs.max(1)).zip(labels);
                rows.into_iter().try_for_each(|(scores, &right)| ranks.add(scores, right, *among_classes))
            }
            (Tally::Segmentation { .. }, BatchLabels::Images(_)) => {
                Err(Error::new("a segmentation needs a class for every pixel"))
            }
            (Tally::Classification { .. }, BatchLabels::Pixels(_)) => {
                Err(Error::new("a classification needs one class for each image"))
            }
        }
    }

    /// Names of the classes that no label had.
    pub(super) fn absent_classes(&self) -> Vec<String> {
        match self {
            Tally::Segmentation { confusion, names } => {
                let absent =
                    |(class, name): (usize, &String)| confusion.is_absent(class).then(|| name.clone());
                names.iter().enumerate().filter_map(absent).collect()
            }
            Tally::Classification { ranks, .. } => ranks.absent_classes(),
        }
    }

    /// The scores of everything counted.
    ///
    /// # Errors
    /// When that is nothing.
    pub(super) fn scores(self) -> Result<Scores> {
        match self {
            Tally::Segmentation { confusion, names } => Scores::segmentation(&confusion, names),
            Tally::Classification { ranks, .. } => Scores::classification(&ranks),
        }
    }
}
