//! A row of features for every keypoint (METHOD section 7).

/// A regular lattice of features over an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lattice {
    /// Height and width of the image, in pixels.
    pub image: (usize, usize),
    /// Height and width of the lattice.
    pub size: (usize, usize),
}

impl Lattice {
    /// The position, in raster order, that stands for a pixel (y, x): round(y·(h − 1)/(H − 1)), the same for x.
    pub fn position(&self, [y, x]: [usize; 2]) -> usize {
        let at = |pixel: usize, pixels: usize, positions: usize| {
            let ratio = (positions.saturating_sub(1)) as f64 / (pixels.saturating_sub(1)).max(1) as f64;
            (pixel as f64 * ratio).round() as usize
        };
        at(y, self.image.0, self.size.0) * self.size.1 + at(x, self.image.1, self.size.1)
    }
}

/// The features at pixels (y, x), [points, channels], each row of length 1 (or 0, where all features are 0). `row_of`
/// tells which row of `features` a lattice position has.
pub fn descriptors(
    features: &[f32],
    channels: usize,
    lattice: Lattice,
    row_of: impl Fn(usize) -> usize,
    points: &[[usize; 2]],
) -> Vec<f32> {
    let mut all = Vec::with_capacity(points.len() * channels);
    for &point in points {
        let row = &features[row_of(lattice.position(point)) * channels..][..channels];
        let length = row.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt() as f32;
        all.extend(row.iter().map(|value| if length > 0.0 { value / length } else { 0.0 }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_image_are_those_of_the_lattice() {
        let lattice = Lattice { image: (33, 65), size: (5, 9) };
        let places = [[0, 0], [0, 64], [32, 0], [32, 64], [16, 32], [3, 4], [4, 3]];
        let expected = [0, 8, 36, 44, 22, 1, 9];
        assert_eq!(places.map(|place| lattice.position(place)), expected);
    }

    #[test]
    fn rows_have_length_one_and_zeros_stay() {
        let lattice = Lattice { image: (1, 2), size: (1, 2) };
        let rows = descriptors(&[0.0, 0.0, 3.0, 4.0], 2, lattice, |p| 1 - p, &[[0, 0], [0, 1]]);
        assert_eq!(rows, [0.6, 0.8, 0.0, 0.0]);
    }
}
