//! Evaluation of descriptors: keypoints of the first image of each sequence are looked for in the others (METHOD section
//! 7).

use super::batch::BatchSource;
use super::evaluate::{Evaluated, ImageCost};
use super::learner::Learner;
use super::predictor::{Prediction, Predictor};
use super::progress::{Observer, Progress};
use super::run::Job;
use crate::cost::Cost;
use crate::data::{IMAGES_PER_SEQUENCE, Prepared, prefetch};
use crate::grid::Route;
use crate::keypoints::{Homography, Keypoint, Lattice, best, descriptors, detect, mutual};
use crate::metrics::{Accuracies, Scores};
use crate::models::Model;
use crate::ops::RowOps;
use crate::{Error, Result};

/// Keypoints of an image at most (the paper: 512).
const KEYPOINTS: usize = 512;
/// Sides of images are padded to a multiple of this, whatever the stride: the coarsest one.
pub(super) const MULTIPLE: usize = 8;
/// Images that are decoded ahead of the network.
const AHEAD: usize = 2;
/// Luma weights of red, green and blue.
const GREY: [f32; 3] = [0.299, 0.587, 0.114];

/// The strongest keypoints of a prepared image, in pixels: those that its data names, or as SIFT finds them.
pub(super) fn keypoints(image: &Prepared, index: usize, source: &BatchSource) -> Result<Vec<[usize; 2]>> {
    let (height, width) = image.content;
    if let Some(named) = source.dataset.sequences().map_or(Ok(None), |set| set.keypoints(index))? {
        let point = |[y, x]: [f32; 2]| Keypoint { y, x, response: 0.0 };
        let points: Vec<Keypoint> = named.into_iter().map(point).collect();
        return Ok(best(&points, KEYPOINTS, height, width));
    }
    let normalisation = &source.preparation.normalisation;
    let grey = |pixel: &[f32]| -> f32 {
        (0..3).map(|c| GREY[c] * (pixel[c] * normalisation.std[c] + normalisation.mean[c])).sum()
    };
    let lines = image.pixels.chunks_exact(3 * image.width).take(height);
    let values: Vec<f32> = lines.flat_map(|line| line[..3 * width].chunks_exact(3).map(grey)).collect();
    Ok(best(&detect(&values, height, width), KEYPOINTS, height, width))
}

/// What is known of an image after its forward pass.
struct Described {
    points: Vec<[usize; 2]>,
    /// [points, channels]
    descriptors: Vec<f32>,
    channels: usize,
}

/// Evaluates descriptors on every sequence.
///
/// # Errors
/// When the data has no sequences, an image cannot be read, or the device fails.
pub(super) fn evaluate<O: RowOps>(
    learner: &Learner<O>,
    job: &Job<'_>,
    observer: &mut dyn Observer,
) -> Result<Evaluated> {
    let source = &job.val;
    let set = source.dataset.sequences().ok_or_else(|| Error::new("matching needs sequences of images"))?;
    let predictor = Predictor::new(learner, job.evaluation.precision)?;
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, job.reading_threads, AHEAD, move |index| reader.image(index));
    let (mut sums, mut costs, mut first) = (Accuracies::default(), Vec::with_capacity(count), None);
    for (index, image) in images.enumerate() {
        let image = image?;
        let points = image.keypoints.clone();
        let batch = source.evaluation(image, index)?;
        let prediction = predictor.prediction(&batch)?;
        let active = prediction.tables.levels()[0].active_fraction();
        let cost = Cost::of_network(learner.model().inference(), &*prediction.tables)?;
        costs.push(ImageCost { cost, mask: Default::default(), active });
        sums.add_image(points.len());
        let described = describe(learner.model(), prediction, points)?;
        let (sequence, number) = (&set.sequences()[index / IMAGES_PER_SEQUENCE], index % IMAGES_PER_SEQUENCE);
        match (&first, number) {
            (_, 0) => first = Some(described),
            (Some(first), _) => {
                sums.add_pair(sequence.kind, &errors(first, &described, &sequence.homographies[number - 1]));
            }
            (None, _) => return Err(Error::new("a sequence begins with its first image")),
        }
        observer.observe(Progress::Image { done: index + 1, images: count })?;
    }
    Ok(Evaluated { scores: Scores::Matching(Box::new(sums.scores()?)), images: costs })
}

fn describe(model: &Model, prediction: Prediction, points: Vec<[usize; 2]>) -> Result<Described> {
    let Prediction { scores, tables, .. } = prediction;
    let rows = tables.grid(model.depth())?.rows();
    let channels = scores.len() / rows.max(1);
    let lattice = Lattice { image: tables.image_size(), size: tables.lattice(tables.fine_stride()) };
    let cells = tables.map(Route::ToLattice { depth: model.depth() })?;
    let row_of = |position: usize| cells.tap(position, 0).max(0) as usize;
    let descriptors = descriptors(&scores, channels, lattice, row_of, &points);
    Ok(Described { points, descriptors, channels })
}

/// How far each match is off, in pixels of the second image.
fn errors(first: &Described, other: &Described, homography: &Homography) -> Vec<f64> {
    let matches = mutual(&first.descriptors, &other.descriptors, first.channels);
    let place = |[y, x]: [usize; 2]| [y as f64, x as f64];
    let error = |(a, b): (usize, usize)| {
        let found = place(other.points[b]);
        let right = homography.project(place(first.points[a]));
        right.map_or(f64::INFINITY, |right| (right[0] - found[0]).hypot(right[1] - found[1]))
    };
    matches.into_iter().map(error).collect()
}
