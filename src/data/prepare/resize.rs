//! Resizing an image and its labels together.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{GrayImage, RgbImage};

use super::side::LARGEST_SIDE;
use crate::data::{Labels, Sample};
use crate::error::Context;
use crate::{Error, Result};

/// The sample at `height`×`width`: the image bilinearly (with the filter widened when it shrinks, so that
/// no pixel is skipped), the labels by nearest, because a class has no half.
///
/// # Errors
/// When a side is 0 or too large for memory.
pub(super) fn resize(sample: Sample, [height, width]: [usize; 2]) -> Result<Sample> {
    let Sample { id, image, labels } = sample;
    if [height, width] == [image.height() as usize, image.width() as usize] {
        return Ok(Sample { id, image, labels });
    }
    if ![height, width].iter().all(|side| (1..=LARGEST_SIDE).contains(side)) {
        return Err(Error::new(format!("an image cannot be resized to {height}×{width} pixels"))
            .at(&id)
            .help(format!("each side goes from 1 to {LARGEST_SIDE}")));
    }
    let (from, to) = (image.dimensions(), (width as u32, height as u32));
    let bilinear = ResizeAlg::Convolution(FilterType::Bilinear);
    let image = resampled(image.as_raw(), from, to, PixelType::U8x3, bilinear);
    let failed = "this image cannot be resized";
    let image = image.map(|image| RgbImage::from_raw(to.0, to.1, image)).context(failed, &id)?;
    let wrong_length = || Error::new(format!("{failed}: the result has the wrong length")).at(&id);
    let image = image.ok_or_else(wrong_length)?;
    let labels = match labels {
        Labels::Image(class) => Labels::Image(class),
        Labels::Pixels(labels) => {
            Labels::Pixels(resize_labels(&labels, [height, width]).map_err(|error| error.or_at(&id))?)
        }
    };
    Ok(Sample { id, image, labels })
}

/// Labels at `height`×`width`, by nearest.
///
/// # Errors
/// As [`resize`].
pub(super) fn resize_labels(labels: &GrayImage, [height, width]: [usize; 2]) -> Result<GrayImage> {
    let failed = "these labels cannot be resized";
    let size = (width as u32, height as u32);
    if labels.dimensions() == size {
        return Ok(labels.clone());
    }
    let resized = resampled(labels.as_raw(), labels.dimensions(), size, PixelType::U8, ResizeAlg::Nearest);
    let resized = resized.map_err(|cause| Error::new(format!("{failed}: {cause}")))?;
    GrayImage::from_raw(size.0, size.1, resized)
        .ok_or_else(|| Error::new(format!("{failed}: the result has the wrong length")))
}

fn resampled(
    pixels: &[u8],
    from: (u32, u32),
    to: (u32, u32),
    kind: PixelType,
    algorithm: ResizeAlg,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let source = ImageRef::new(from.0, from.1, pixels, kind)?;
    let mut target = Image::new(to.0, to.1, kind);
    Resizer::new().resize(&source, &mut target, &ResizeOptions::new().resize_alg(algorithm))?;
    Ok(target.into_vec())
}
