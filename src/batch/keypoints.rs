//! The keypoints of images of a sequence (METHOD section 7).

use crate::Result;
use crate::data::{Dataset, LUMA, Preparation, Prepared};
use crate::keypoints::{Keypoint, best, detect};

/// Keypoints of an image at most (the paper: 512).
const KEYPOINTS: usize = 512;
/// Sides of images are padded to a multiple of this, whatever the stride: the coarsest one.
pub(super) const MULTIPLE: usize = 8;

/// The strongest keypoints of a prepared image, in pixels: those that its data names, or as SIFT finds them.
pub(super) fn of_image(
    image: &Prepared,
    index: usize,
    dataset: &dyn Dataset,
    preparation: &Preparation,
) -> Result<Vec<[usize; 2]>> {
    let (height, width) = image.content;
    if let Some(named) = dataset.sequences().map_or(Ok(None), |set| set.keypoints(index, [height, width]))? {
        let point = |[y, x]: [f32; 2]| Keypoint { y, x, response: 0.0 };
        let points: Vec<Keypoint> = named.into_iter().map(point).collect();
        return Ok(best(&points, KEYPOINTS, height, width));
    }
    let normalisation = &preparation.normalisation;
    let grey = |pixel: &[f32]| -> f32 {
        (0..3).map(|c| LUMA[c] * (pixel[c] * normalisation.std[c] + normalisation.mean[c])).sum()
    };
    let lines = image.pixels.chunks_exact(3 * image.width).take(height);
    let values: Vec<f32> = lines.flat_map(|line| line[..3 * width].chunks_exact(3).map(grey)).collect();
    Ok(best(&detect(&values, height, width), KEYPOINTS, height, width))
}
