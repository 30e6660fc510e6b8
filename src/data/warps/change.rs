//! What changes from a sequence's first image to another.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::Result;
use crate::keypoints::Homography;

/// The light of an image: out = gain · in^gamma · (1 + slope · across) + offset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Light {
    gain: f32,
    gamma: f32,
    offset: f32,
    /// Along y and x, from −½ to ½ of the image.
    slope: [f32; 2],
}

impl Light {
    /// As the scene is.
    pub const PLAIN: Light = Light { gain: 1.0, gamma: 1.0, offset: 0.0, slope: [0.0; 2] };

    /// A light that departs by `step` from plain.
    pub fn draw(step: f32, random: &mut ChaCha8Rng) -> Self {
        let mut either = |most: f32| most * step * random.random_range(-1.0..1.0_f32);
        Light {
            gain: 1.0 + either(0.12),
            gamma: either(0.16).exp(),
            offset: either(0.04),
            slope: [either(0.2), either(0.2)],
        }
    }

    /// The value of a pixel, at (y, x) from −½ to ½.
    pub fn shine(&self, value: f32, [y, x]: [f32; 2]) -> f32 {
        let slope = 1.0 + self.slope[0] * y + self.slope[1] * x;
        self.gain * value.powf(self.gamma) * slope.max(0.05) + self.offset
    }
}

/// A view that departs by `step` from straight on: turned, scaled, tilted and shifted about the image's middle.
///
/// # Errors
/// Never for steps that the settings allow; a singular matrix would be one.
pub(super) fn view(step: f64, [height, width]: [u32; 2], random: &mut ChaCha8Rng) -> Result<Homography> {
    let (height, width) = (f64::from(height), f64::from(width));
    let mut either = |most: f64| most * step * random.random_range(-1.0..1.0_f64);
    let (angle, scale) = (either(0.09), either(0.07).exp());
    let tilt = [either(0.08) / width, either(0.08) / height];
    let shift = [either(0.03) * width, either(0.03) * height];
    let (cos, sin) = (scale * angle.cos(), scale * angle.sin());
    let centre = [(width - 1.0) / 2.0, (height - 1.0) / 2.0];
    let about = [[cos, -sin, 0.0], [sin, cos, 0.0], [tilt[0], tilt[1], 1.0]];
    let there = [[1.0, 0.0, -centre[0]], [0.0, 1.0, -centre[1]], [0.0, 0.0, 1.0]];
    let back = [[1.0, 0.0, centre[0] + shift[0]], [0.0, 1.0, centre[1] + shift[1]], [0.0, 0.0, 1.0]];
    let whole = product(&product(&back, &about), &there);
    Homography::new(whole.map(|row| row.map(|value| value / whole[2][2])))
}

fn product(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    std::array::from_fn(|r| std::array::from_fn(|c| (0..3).map(|k| a[r][k] * b[k][c]).sum()))
}
