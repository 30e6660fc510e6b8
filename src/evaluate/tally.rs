//! Counts predictions of a whole split, in the way of the task.

use super::predictor::best_of_rows;
use super::settings::Competing;
use crate::batch::{BatchLabels, Outputs};
use crate::data::Class;
use crate::mask::label_boundaries;
use crate::metrics::{ByImage, Counted, PixelCounts, Ranks, Scores, Task};
use crate::{Error, Result};

/// What is counted.
pub(super) enum Tally {
    Segmentation { counts: Counted<PixelCounts>, names: Vec<String> },
    Classification { ranks: Counted<Ranks>, among_classes: bool },
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
            Task::Segmentation => {
                Tally::Segmentation { counts: Counted::new(PixelCounts::new(names.len())?), names }
            }
            Task::Classification => Tally::Classification {
                ranks: Counted::new(Ranks::new(names, outputs.all())),
                among_classes: competing == Competing::Classes,
            },
            Task::Matching => return Err(Error::new("matches are counted pair by pair, not image by image")),
        })
    }

    /// Counts an image of this height and width by the scores of its rows.
    ///
    /// # Errors
    /// When labels are not those of the task, or a score is no number.
    pub(super) fn add(
        &mut self,
        labels: &BatchLabels,
        [height, width]: [usize; 2],
        scores: &[f32],
    ) -> Result<()> {
        match (self, labels) {
            (Tally::Segmentation { counts, .. }, BatchLabels::Pixels(labels)) => {
                // The best of the at most 255 classes that a confusion matrix has.
                let best: Vec<u8> = best_of_rows(scores, labels.len(), |class| class as u8);
                let near =
                    PixelCounts::BANDS.map(|band| label_boundaries(labels, height, width, band - 1).set);
                counts.add(|image| image.add(labels, &best, [&near[0], &near[1]]))
            }
            (Tally::Classification { ranks, among_classes }, BatchLabels::Images(labels)) => {
                let outputs = scores.len() / labels.len().max(1);
                let rows = scores.chunks_exact(outputs.max(1)).zip(labels);
                rows.into_iter().try_for_each(|(scores, &right)| {
                    ranks.add(|image| image.add(scores, right, *among_classes))
                })
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
            Tally::Segmentation { counts, names } => {
                let absent = |(class, name): (usize, &String)| {
                    counts.all().all().is_absent(class).then(|| name.clone())
                };
                names.iter().enumerate().filter_map(absent).collect()
            }
            Tally::Classification { ranks, .. } => ranks.all().absent_classes(),
        }
    }

    /// The scores of everything counted, and what each image added to them.
    ///
    /// # Errors
    /// When that is nothing.
    pub(super) fn scores(self) -> Result<(Scores, ByImage)> {
        match self {
            Tally::Segmentation { counts, names } => {
                counts.read(|counts| Scores::segmentation(counts, names))
            }
            Tally::Classification { ranks, .. } => ranks.read(Scores::classification),
        }
    }
}
