//! Whole-image evaluation: scores over all images, and what each one cost.

use super::matching;
use super::network::Network;
use super::predictor::{Predictor, check_scores};
use super::scored::Target;
use super::tally::Tally;
use super::validation::{Evaluated, ImageCost, OnImage, Validation};
use crate::Result;
use crate::cost::Cost;
use crate::data::prefetch;
use crate::executor::{self, Executor};
use crate::graph::BOX;
use crate::metrics::{Scores, Task};
use crate::ops::{Mode, RowOps};

/// Images that are decoded ahead of the network.
const AHEAD: usize = 4;

/// Evaluates a network on every image of a data set.
///
/// # Errors
/// When an image cannot be read, a score is no number, or the device fails or lacks the precision.
pub fn evaluate<O: RowOps>(
    network: &Network<O>,
    validation: &Validation<'_>,
    on_image: OnImage<'_>,
) -> Result<Evaluated> {
    if validation.task == Task::Matching {
        return matching::evaluate(network, validation, on_image);
    }
    let source = &validation.source;
    let predictor = Predictor::new(network, validation.settings.precision)?;
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, validation.reading_threads, AHEAD, move |index| reader.image(index));
    let (classes, competing) = (source.dataset.classes(), validation.settings.competing);
    let mut tally = Tally::new(validation.task, classes, &source.outputs, competing)?;
    let mut costs = Vec::with_capacity(count);
    for (index, image) in images.enumerate() {
        let mut image = image?;
        let target = Target::of(&mut image);
        let mask = source.mask.as_ref().map(|mask| mask.cost(image.height, image.width));
        let batch = source.evaluation(image, index)?;
        let prediction = predictor.prediction(&batch)?;
        prediction.check(source.dataset.id(index))?;
        let active = prediction.tables.levels()[0].active_fraction();
        let cost = Cost::of_network(network.model().inference(), &*prediction.tables)?;
        costs.push(ImageCost { cost, mask: mask.unwrap_or_default(), active });
        let (labels, size, scores) = target.hold(batch.labels, prediction.scores);
        tally.add(&labels, size, &scores)?;
        on_image(index + 1, count)?;
    }
    let absent_classes = tally.absent_classes();
    let (scores, by_image) = tally.scores()?;
    Ok(Evaluated { scores, by_image, images: costs, absent_classes })
}

/// The scores of what a learned mask was trained as, both branches in full and mixed by its choices, without noise;
/// `None` where no mask is trained. What [`evaluate`] finds less is the gap of the adaptive network.
///
/// # Errors
/// As [`evaluate`].
pub fn two_branch<O: RowOps>(
    network: &Network<O>,
    validation: &Validation<'_>,
    on_image: OnImage<'_>,
) -> Result<Option<Scores>> {
    let source = &validation.source;
    let Some(branches) = network.model().branches() else { return Ok(None) };
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, validation.reading_threads, AHEAD, move |index| reader.image(index));
    let mut tally = Tally::new(
        validation.task,
        source.dataset.classes(),
        &source.outputs,
        validation.settings.competing,
    )?;
    for (index, image) in images.enumerate() {
        let mut image = image?;
        let target = Target::of(&mut image);
        let batch = source.evaluation(image, index)?;
        let (height, width) = batch.tables.lattice(BOX * batch.tables.fine_stride());
        let silence = vec![0.0; 2 * batch.tables.images() * height * width];
        let noise = [silence.clone(), silence];
        let given = executor::Batch { tables: &batch.tables, pixels: &batch.pixels, noise: &noise };
        let executor = Executor::new(network.ops(), network.parameters(), Mode::Evaluation);
        let mixed = executor.run(branches, given)?;
        let scores = network.ops().to_vec(&mixed.output);
        check_scores(&scores, source.dataset.id(index))?;
        let (labels, size, scores) = target.hold(batch.labels, scores);
        tally.add(&labels, size, &scores)?;
        on_image(index + 1, count)?;
    }
    Ok(Some(tally.scores()?.0))
}
