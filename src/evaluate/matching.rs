//! Evaluation of descriptors: keypoints of the first image of each sequence are looked for in the others (METHOD section
//! 7).

use super::network::Network;
use super::predictor::{Prediction, Predictor};
use super::validation::{Evaluated, ImageCost, OnImage, Validation};
use crate::cost::Cost;
use crate::data::{IMAGES_PER_SEQUENCE, prefetch};
use crate::grid::Route;
use crate::keypoints::{Homography, Lattice, descriptors, mutual};
use crate::metrics::{Accuracies, Counted, Scores};
use crate::models::Model;
use crate::ops::RowOps;
use crate::{Error, Result};

/// Images that are decoded ahead of the network.
const AHEAD: usize = 2;

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
/// When the data has no sequences, an image cannot be read, a descriptor is no number, or the device fails.
pub(super) fn evaluate<O: RowOps>(
    network: &Network<O>,
    validation: &Validation<'_>,
    on_image: OnImage<'_>,
) -> Result<Evaluated> {
    let source = &validation.source;
    let set = source.dataset.sequences().ok_or_else(|| Error::new("matching needs sequences of images"))?;
    let predictor = Predictor::new(network, validation.settings.precision)?;
    let count = source.dataset.len();
    let reader = source.clone();
    let images = prefetch(0..count, validation.reading_threads, AHEAD, move |index| reader.image(index));
    let (mut sums, mut costs, mut first) =
        (Counted::new(Accuracies::default()), Vec::with_capacity(count), None);
    for (index, image) in images.enumerate() {
        let image = image?;
        let points = image.keypoints.clone();
        let batch = source.evaluation(image, index)?;
        let prediction = predictor.prediction(&batch)?;
        prediction.check(source.dataset.id(index))?;
        let active = prediction.tables.levels()[0].active_fraction();
        let cost = Cost::of_network(network.model().inference(), &*prediction.tables)?;
        costs.push(ImageCost { cost, mask: Default::default(), active });
        sums.beside(|sums| sums.add_image(points.len()));
        let described = describe(network.model(), prediction, points)?;
        let (sequence, number) = (&set.sequences()[index / IMAGES_PER_SEQUENCE], index % IMAGES_PER_SEQUENCE);
        match (&first, number) {
            (_, 0) => first = Some(described),
            (Some(first), _) => {
                let errors = errors(first, &described, &sequence.homographies[number - 1]);
                sums.add(|pair| {
                    pair.add_pair(sequence.kind, &errors);
                    Ok(())
                })?;
            }
            (None, _) => return Err(Error::new("a sequence begins with its first image")),
        }
        on_image(index + 1, count)?;
    }
    let (scores, by_image) = sums.read(Scores::matching)?;
    Ok(Evaluated { scores, by_image, images: costs, absent_classes: Vec::new() })
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
