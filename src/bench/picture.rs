//! The images that networks are measured on.

use std::sync::Arc;

use crate::batch::BatchSource;
use crate::data::{Preparation, SingleImage, streets};
use crate::mask::{Mask, Random};
use crate::runner::Setup;
use crate::{Error, Result};

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

/// Batches of one image as it is; `active` puts random blocks in the place of the network's mask.
pub(super) fn source(image: &SingleImage, setup: &Setup<'_>, active: Option<f64>) -> BatchSource {
    let random = active.map(|fraction| Mask::Random(Random { fraction: Some(fraction), like: None }));
    let mask = setup.mask().cloned().map(|mask| random.unwrap_or(mask));
    BatchSource { mask, ..setup.plain_source(Arc::new(image.clone()), Preparation::default()) }
}
