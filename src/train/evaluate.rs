//! Whole-image evaluation: scores over all images, costs and times per image.

use std::time::{Duration, Instant};

use super::batch::BatchSource;
use super::learner::Learner;
use super::matching;
use super::predictor::Predictor;
use super::progress::{Observer, Progress};
use super::run::Job;
use super::tally::Tally;
use crate::Result;
use crate::cost::Cost;
use crate::data::{Prepared, prefetch};
use crate::engine::Precision;
use crate::executor::{self, Executor};
use crate::graph::BOX;
use crate::mask::MaskCost;
use crate::metrics::{Scores, Task};
use crate::ops::{Mode, RowOps};

/// Images that are decoded ahead of the network.
const AHEAD: usize = 4;

/// What an evaluation found.
#[derive(Debug)]
pub struct Evaluated {
    /// Those of the task, over all images.
    pub scores: Scores,
    /// One entry per image, in the data set's order.
    pub images: Vec<ImageCost>,
}

/// What one image cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageCost {
    /// The network's, on the cells that this image has.
    pub cost: Cost,
    /// The cost of making the mask, outside the network: zero for a learned one and without a mask.
    pub mask: MaskCost,
    /// Share of the lattice that keeps level 0.
    pub active: f64,
}

/// How long one image took, alone on the machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Latency {
    /// Mask, levels and cells; the estimator of a learned mask among them.
    pub mask: Duration,
    /// Kernel maps; zero where they are built layer by layer.
    pub maps: Duration,
    /// The network.
    pub network: Duration,
}

impl Latency {
    /// All of it: from a prepared image to its prediction.
    pub fn total(&self) -> Duration {
        self.mask + self.maps + self.network
    }
}

/// Evaluates a network on every image of a data set.
///
/// # Errors
/// When an image cannot be read, or the device fails or lacks the precision.
pub fn evaluate<O: RowOps>(
    learner: &Learner<O>,
    job: &Job<'_>,
    observer: &mut dyn Observer,
) -> Result<Evaluated> {
    if job.task == Task::Matching {
        return matching::evaluate(learner, job, observer);
    }
    let source = &job.val;
    let predictor = Predictor::new(learner, job.evaluation.precision)?;
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, job.reading_threads, AHEAD, move |index| reader.image(index));
    let (classes, competing) = (source.dataset.classes(), job.evaluation.competing);
    let mut tally = Tally::new(job.task, classes, &source.outputs, competing)?;
    let mut costs = Vec::with_capacity(count);
    for (index, image) in images.enumerate() {
        let image = image?;
        let mask = source.mask.as_ref().map(|mask| mask.cost(image.height, image.width));
        let batch = source.evaluation(image, index)?;
        let prediction = predictor.prediction(&batch)?;
        tally.add(&batch.labels, &prediction.scores)?;
        let active = prediction.tables.levels()[0].active_fraction();
        let cost = Cost::of_network(learner.model().inference(), &*prediction.tables)?;
        costs.push(ImageCost { cost, mask: mask.unwrap_or_default(), active });
        observer.observe(Progress::Image { done: index + 1, images: count })?;
    }
    Ok(Evaluated { scores: tally.scores()?, images: costs })
}

/// The scores of what a learned mask was trained as, both branches in full and mixed by its choices, without noise;
/// `None` where no mask is trained. What [`evaluate`] finds less is the gap of the adaptive network.
///
/// # Errors
/// As [`evaluate`].
pub fn two_branch<O: RowOps>(
    learner: &Learner<O>,
    job: &Job<'_>,
    observer: &mut dyn Observer,
) -> Result<Option<Scores>> {
    let source = &job.val;
    let Some(branches) = learner.model().branches() else { return Ok(None) };
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, job.reading_threads, AHEAD, move |index| reader.image(index));
    let mut tally =
        Tally::new(job.task, source.dataset.classes(), &source.outputs, job.evaluation.competing)?;
    for (index, image) in images.enumerate() {
        let batch = source.evaluation(image?, index)?;
        let (height, width) = batch.tables.lattice(BOX * batch.tables.fine_stride());
        let silence = vec![0.0; 2 * batch.tables.images() * height * width];
        let noise = [silence.clone(), silence];
        let given = executor::Batch { tables: &batch.tables, pixels: &batch.pixels, noise: &noise };
        let executor = Executor::new(learner.ops(), learner.parameters(), Mode::Evaluation);
        let mixed = executor.run(branches, given)?;
        tally.add(&batch.labels, &learner.ops().to_vec(&mixed.output))?;
        observer.observe(Progress::Image { done: index + 1, images: count })?;
    }
    Ok(Some(tally.scores()?))
}

/// Times single images (batch 1), read beforehand so that nothing else runs; the first is a warm-up.
///
/// # Errors
/// As [`evaluate`].
pub fn latency<O: RowOps>(
    learner: &Learner<O>,
    source: &BatchSource,
    precision: Precision,
    images: usize,
) -> Result<Vec<Latency>> {
    let predictor = Predictor::new(learner, precision)?;
    let count = images.min(source.dataset.len());
    let images: Vec<Prepared> = (0..count).map(|index| source.image(index)).collect::<Result<_>>()?;
    let time = |(index, image): (usize, &Prepared)| {
        let image = image.clone();
        let start = Instant::now();
        let batch = source.evaluation(image, index)?;
        let mask = start.elapsed();
        predictor.prepare(&batch)?;
        let maps = start.elapsed() - mask;
        let prediction = predictor.prediction(&batch)?;
        // Descriptors are no scores of classes.
        if source.dataset.sequences().is_none() {
            prediction.best(batch.labels.len());
        }
        let (mask, maps) = (mask + prediction.mask, maps + prediction.maps);
        Ok(Latency { mask, maps, network: start.elapsed() - mask - maps })
    };
    if let Some(first) = images.first() {
        time((0, first))?;
    }
    images.iter().enumerate().map(time).collect()
}
