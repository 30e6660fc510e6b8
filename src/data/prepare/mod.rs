//! From a sample on disk to a network's input: resize, augment, normalise, pad.

mod config;
mod draw;
mod jitter;
mod picture;
mod resize;
mod resized_crop;
mod side;
#[cfg(test)]
mod tests;

use rand::Rng;

pub use config::{Augmentation, Jitter, LUMA, Normalisation, Preparation};
pub use draw::image_of;
pub use resized_crop::ResizedCrop;

use super::{Dataset, Labels, Sample};
use crate::{Error, Result};
use draw::Purpose;
use picture::{Picture, Span};

/// One image, ready for a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Its name, unique within the data set.
    pub id: String,
    /// Rows, padding included.
    pub height: usize,
    /// Columns, padding included.
    pub width: usize,
    /// Height and width before padding at the bottom and the right; all of it for training images, whose
    /// padding is part of the crop.
    pub content: (usize, usize),
    /// [height·width, 3]: normalised red, green, blue; 0 (the mean colour) in the padding.
    pub pixels: Vec<f32>,
    /// Of pixels: [height·width], [`IGNORED`](super::IGNORED) in the padding, too.
    pub labels: Labels<Vec<u8>>,
    /// What its scores are held against in place of `labels`; `None` where they have the network's own pixels.
    pub scored: Option<Scored>,
    /// Pixels (y, x) that are to be described; none unless images are matched.
    pub keypoints: Vec<[usize; 2]>,
}

/// The labels of an evaluated image at another size than the network's: its scores are resized to that.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Height and width.
    pub size: [usize; 2],
    /// [height·width]
    pub labels: Vec<u8>,
}

/// Draw number `draw` of the endless training sequence of a run: a pure function of its arguments.
///
/// Every `dataset.len()` draws take each image once. Random decisions of a draw: scale, window (top, left),
/// mirroring, jitter.
///
/// # Errors
/// As [`Dataset::load`], and when the data set is empty or an image cannot be resized.
pub fn prepare_training(
    dataset: &dyn Dataset,
    settings: &Preparation,
    run_seed: u64,
    draw: u64,
) -> Result<Prepared> {
    if dataset.is_empty() {
        return Err(Error::new("there is no image to train on"));
    }
    let random = &mut draw::generator(run_seed, Purpose::Augmentation, draw);
    let augmentation = &settings.augmentation;
    let sample = dataset.load(draw::image_of(dataset.len(), run_seed, draw))?;
    let sample = match &augmentation.resized_crop {
        Some(crop) => crop.draw(sample, random)?,
        None => {
            let factor = augmentation.scale.map(|[minimum, maximum]| random.random_range(minimum..=maximum));
            sized(sample, settings, factor)?
        }
    };

    let (height, width) = (sample.image.height() as usize, sample.image.width() as usize);
    let crop = augmentation.crop.unwrap_or([height, width]);
    let rows = Span::random(height, crop[0], random);
    let columns = Span::random(width, crop[1], random);
    let mut picture = Picture::cut(&sample, &rows.shown, &columns.shown);
    if augmentation.flip && random.random_bool(0.5) {
        picture.mirror();
    }
    jitter::jitter(&mut picture.pixels, &augmentation.jitter, random);
    picture.normalise(&settings.normalisation);
    Ok(Prepared::new(sample.id, picture.placed(crop, [rows.at, columns.at]), (crop[0], crop[1])))
}

/// An image for evaluation: resized, cut to its middle if that is asked for, normalised, then padded at the
/// bottom and the right to a multiple of `multiple` pixels (fine stride times block).
///
/// # Errors
/// As [`Dataset::load`], and when `multiple` is 0 or the image cannot be resized.
pub fn prepare_evaluation(
    dataset: &dyn Dataset,
    settings: &Preparation,
    index: usize,
    multiple: usize,
) -> Result<Prepared> {
    if multiple == 0 {
        return Err(Error::new("an image cannot be padded to a multiple of 0 pixels"));
    }
    let sample = dataset.load(index)?;
    let scored = settings.scored_at.map(|size| Scored::of(&sample, size)).transpose()?.flatten();
    let sample = sized(sample, settings, None)?;
    let own = [sample.image.height() as usize, sample.image.width() as usize];
    let [height, width] = settings.centre_crop.unwrap_or(own);
    let (rows, columns) = (Span::centred(own[0], height), Span::centred(own[1], width));
    let mut picture = Picture::cut(&sample, &rows.shown, &columns.shown);
    picture.normalise(&settings.normalisation);
    let picture = picture.placed([height, width], [rows.at, columns.at]);
    Ok(Prepared { scored, ..Prepared::new(sample.id, picture, (height, width)).padded(multiple) })
}

impl Scored {
    /// `None` of an image that has one class.
    fn of(sample: &Sample, size: [usize; 2]) -> Result<Option<Self>> {
        let Labels::Pixels(labels) = &sample.labels else { return Ok(None) };
        let labels = resize::resize_labels(labels, size).map_err(|error| error.or_at(&sample.id))?;
        Ok(Some(Scored { size, labels: labels.into_raw() }))
    }
}

impl Prepared {
    fn new(id: String, picture: Picture, content: (usize, usize)) -> Self {
        let Picture { height, width, pixels, labels } = picture;
        Prepared { id, height, width, content, pixels, labels, scored: None, keypoints: Vec::new() }
    }

    /// The image with both sides grown to the next multiple of `multiple` pixels, at the bottom and the
    /// right, by mean colour and ignored labels.
    ///
    /// # Panics
    /// When `multiple` is 0.
    pub fn padded(self, multiple: usize) -> Self {
        let Prepared { id, height, width, content, pixels, labels, scored, keypoints } = self;
        let size = [height, width].map(|side| side.next_multiple_of(multiple));
        let picture = Picture { height, width, pixels, labels }.placed(size, [0, 0]);
        Prepared { scored, keypoints, ..Prepared::new(id, picture, content) }
    }
}

/// The sample at the size that is asked for, times the random factor: one resampling for both.
fn sized(sample: Sample, settings: &Preparation, factor: Option<f32>) -> Result<Sample> {
    let own = [sample.image.height() as usize, sample.image.width() as usize];
    let proportional = |shorter: usize| {
        let factor = shorter as f64 / own[0].min(own[1]) as f64;
        own.map(|side| (side as f64 * factor).round() as usize)
    };
    let size = settings.resize.or(settings.shorter_side.map(proportional));
    let factor = f64::from(factor.unwrap_or(1.0));
    resize::resize(sample, size.unwrap_or(own).map(|side| (side as f64 * factor).round().max(1.0) as usize))
}
