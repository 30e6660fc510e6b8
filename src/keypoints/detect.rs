//! Keypoints as SIFT finds them: extrema of the difference of Gaussians over places and scales (Lowe 2004).
//!
//! Own code, because crates.io has no kept-up detector that gives sub-pixel responses without a whole vision library.

use std::collections::HashSet;

use rayon::prelude::*;

use super::extremum::{BORDER, is_extremum, refine};
use super::smooth::Grey;

/// Scales per octave.
const SCALES: usize = 3;
/// Deviation of an octave's first image, in its pixels.
const BASE: f64 = 1.6;
/// What a camera has blurred already, in pixels.
const CAMERA: f64 = 0.5;
/// The smallest side of an octave.
const SMALLEST: usize = 2 * BORDER + 3;

/// A place with a scale of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Keypoint {
    /// In pixels from the centre of the first one.
    pub y: f32,
    /// In pixels, as `y`.
    pub x: f32,
    /// Magnitude of the refined difference of Gaussians; grey values go from 0 to 1.
    pub response: f32,
}

/// Every keypoint of a grey image with values from 0 to 1, [height·width], the strongest first; the same for any number
/// of threads.
pub fn detect(grey: &[f32], height: usize, width: usize) -> Vec<Keypoint> {
    if height == 0 || width == 0 || grey.len() != height * width {
        return Vec::new();
    }
    let image = Grey { height, width, values: grey.to_vec() };
    let mut base = image.doubled().blurred((BASE * BASE - 4.0 * CAMERA * CAMERA).sqrt());
    let mut found = Vec::new();
    let mut pixel = 0.5;
    while base.height.min(base.width) >= SMALLEST {
        let mut levels = vec![base];
        for scale in 1..SCALES + 3 {
            let before = BASE * 2f64.powf((scale - 1) as f64 / SCALES as f64);
            let more = before * (2f64.powf(2.0 / SCALES as f64) - 1.0).sqrt();
            levels.push(levels[scale - 1].blurred(more));
        }
        let dogs: Vec<Grey> = levels.windows(2).map(|two| two[1].minus(&two[0])).collect();
        found.extend(of_octave(&dogs, pixel));
        base = levels[SCALES].halved();
        pixel *= 2.0;
    }
    found.sort_by(|a, b| {
        b.response.total_cmp(&a.response).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x))
    });
    found
}

fn of_octave(dogs: &[Grey], pixel: f32) -> Vec<Keypoint> {
    let (height, width) = (dogs[0].height, dogs[0].width);
    let lines = (1..=SCALES).flat_map(|layer| (BORDER..height - BORDER).map(move |y| (layer, y)));
    let lines: Vec<(usize, usize)> = lines.collect();
    let on_line = |&(layer, y): &(usize, usize)| {
        let extrema = (BORDER..width - BORDER).filter(move |&x| is_extremum(dogs, layer, y, x));
        let refined = extrema.filter_map(move |x| refine(dogs, layer, y, x));
        refined
            .map(|at| Keypoint { y: at.y * pixel, x: at.x * pixel, response: at.response })
            .collect::<Vec<_>>()
    };
    lines.par_iter().flat_map_iter(on_line).collect()
}

/// The pixels (y, x) of the `count` strongest keypoints: rounded, each once, inside the image, the strongest first.
pub fn best(keypoints: &[Keypoint], count: usize, height: usize, width: usize) -> Vec<[usize; 2]> {
    let mut seen = HashSet::new();
    let strongest = keypoints.iter().take(count);
    let pixels =
        strongest.map(|point| [point.y.round().max(0.0) as usize, point.x.round().max(0.0) as usize]);
    pixels.filter(|&[y, x]| y < height && x < width).filter(|pixel| seen.insert(*pixel)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bright Gaussian blobs (y, x, deviation) on grey.
    fn blobs(height: usize, width: usize, blobs: &[(f32, f32, f32)]) -> Vec<f32> {
        let at = |y: f32, x: f32| {
            let blob = |&(cy, cx, d): &(f32, f32, f32)| {
                (-((y - cy).powi(2) + (x - cx).powi(2)) / (2.0 * d * d)).exp()
            };
            0.2 + 0.7 * blobs.iter().map(blob).sum::<f32>()
        };
        (0..height * width).map(|i| at((i / width) as f32, (i % width) as f32)).collect()
    }

    #[test]
    fn a_blob_is_found_at_its_centre_below_the_pixel() {
        for deviation in [2.0, 4.0, 7.0] {
            let found = detect(&blobs(96, 96, &[(44.3, 51.6, deviation)]), 96, 96);
            let strongest = found.first().unwrap_or_else(|| panic!("nothing at deviation {deviation}"));
            let off = ((strongest.y - 44.3).powi(2) + (strongest.x - 51.6).powi(2)).sqrt();
            assert!(off < 0.2, "{strongest:?} at deviation {deviation}");
        }
    }

    #[test]
    fn moved_content_moves_its_keypoints_and_keeps_their_responses() {
        let before = detect(&blobs(96, 96, &[(40.0, 32.0, 3.0), (60.0, 60.0, 5.0)]), 96, 96);
        // A multiple of the coarsest octave's pixel that finds them.
        let after = detect(&blobs(96, 96, &[(48.0, 40.0, 3.0), (68.0, 68.0, 5.0)]), 96, 96);
        for (a, b) in before.iter().zip(&after).take(2) {
            assert!((b.y - a.y - 8.0).abs() < 0.05 && (b.x - a.x - 8.0).abs() < 0.05, "{a:?} {b:?}");
            assert!((a.response - b.response).abs() < 1e-3, "{a:?} {b:?}");
        }
    }

    #[test]
    fn flat_images_and_straight_edges_have_no_keypoint() {
        assert!(detect(&[0.5; 64 * 64], 64, 64).is_empty());
        let edge: Vec<f32> = (0..64 * 64).map(|i| if i % 64 < 32 { 0.1 } else { 0.9 }).collect();
        assert!(detect(&edge, 64, 64).is_empty());
        assert!(detect(&[0.5; 4], 2, 2).is_empty());
    }

    #[test]
    fn the_best_are_rounded_and_come_once() {
        let point = |y, x| Keypoint { y, x, response: 1.0 };
        let points = [point(1.4, 2.6), point(0.6, 3.4), point(5.0, 5.0), point(9.6, 0.0)];
        assert_eq!(best(&points, 4, 10, 10), [[1, 3], [5, 5]]);
        assert_eq!(best(&points, 2, 10, 10), [[1, 3]]);
    }
}
