//! The one image that networks are measured on.

use std::path::Path;
use std::sync::Arc;

use crate::cli::reckon::Reckoned;
use crate::data::{Dataset, Preparation, SingleImage, streets};
use crate::mask::{Mask, Random};
use crate::train::{BatchSource, SharedTables};
use crate::{Error, Result};

/// Decodes an image.
///
/// # Errors
/// When it cannot be read or decoded.
pub fn read(path: &Path) -> Result<SingleImage> {
    SingleImage::read(path)
}

/// Height and width in pixels.
pub fn size(image: &SingleImage) -> [usize; 2] {
    image.size()
}

/// Generated street scene number `number`.
///
/// # Errors
/// When there are no scenes of that size.
pub fn scene([height, width]: [usize; 2], number: u64) -> Result<SingleImage> {
    let side = |side: usize| {
        u32::try_from(side).map_err(|_| Error::new(format!("an image cannot have a side of {side} pixels")))
    };
    let settings = streets::Settings { height: side(height)?, width: side(width)?, ..Default::default() };
    settings.check()?;
    let (image, _) = streets::scene(&settings, settings.seed, number);
    Ok(SingleImage::new("generated street scene", image))
}

/// Batches of that image for a network; `active` puts random blocks in the place of its mask.
pub fn source(image: &SingleImage, reckoned: &Reckoned, active: Option<f64>) -> BatchSource {
    let random = active.map(|fraction| Mask::Random(Random { fraction: Some(fraction), like: None }));
    BatchSource {
        dataset: Arc::new(image.clone()) as Arc<dyn Dataset>,
        preparation: Preparation::default(),
        resolution: crate::models::Model::resolution(&reckoned.network),
        mask: reckoned.mask.clone().map(|mask| random.unwrap_or(mask)),
        seed: 0,
        shared: SharedTables::default(),
    }
}
