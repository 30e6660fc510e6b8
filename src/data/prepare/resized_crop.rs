//! A random part of an image, resized to one size.

use image::imageops::crop_imm;
use rand::Rng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resize::resize;
use super::side::check_size;
use crate::data::Sample;
use crate::{Error, Result};

/// Draws of size and form before the middle of the image is taken, as in torchvision.
const ATTEMPTS: usize = 10;

/// A part of random size, form and place, resized to one size, as ImageNet's classifiers are trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResizedCrop {
    /// Height and width of the result, in pixels.
    pub size: [usize; 2],
    /// Share of the image's area, uniform in [minimum, maximum] (torchvision: [0.08, 1]).
    #[serde(default = "area")]
    pub area: [f64; 2],
    /// Width ÷ height, log-uniform in [minimum, maximum].
    #[serde(default = "aspect")]
    pub aspect: [f64; 2],
}

fn area() -> [f64; 2] {
    [0.08, 1.0]
}

fn aspect() -> [f64; 2] {
    [3.0 / 4.0, 4.0 / 3.0]
}

impl ResizedCrop {
    /// `sized`: another setting says how large images are.
    ///
    /// # Errors
    /// When no part of an image satisfies it, or another setting says the same.
    pub(super) fn check(&self, sized: bool) -> Result<()> {
        check_size("resized_crop.size", Some(self.size))?;
        if sized {
            return Err(Error::new("`resized_crop` takes the place of `scale` and `crop`")
                .help("leave out one or the other"));
        }
        // Written so that a NaN fails too.
        let [least, most] = self.area;
        if !(least > 0.0 && least <= most && most <= 1.0) {
            return Err(Error::new(format!("`area: [{least}, {most}]` is no range of shares of an image"))
                .help("give a minimum above 0 and a maximum that is not below it and at most 1"));
        }
        let [least, most] = self.aspect;
        if !(least >= 0.1 && least <= most && most <= 10.0) {
            return Err(Error::new(format!("`aspect: [{least}, {most}]` is no range of width ÷ height"))
                .help("give a minimum of at least 0.1 and a maximum that is not below it and at most 10"));
        }
        Ok(())
    }

    /// A part of a sample; the draws are area, aspect and place.
    ///
    /// # Errors
    /// When it cannot be resized.
    pub(super) fn draw(&self, sample: Sample, random: &mut impl Rng) -> Result<Sample> {
        let (height, width) = (sample.image.height(), sample.image.width());
        let [top, left, rows, columns] = self.window(height, width, random);
        let image = crop_imm(&sample.image, left, top, columns, rows).to_image();
        let labels = sample.labels.map(|labels| crop_imm(&labels, left, top, columns, rows).to_image());
        resize(Sample { image, labels, ..sample }, self.size)
    }

    /// Top, left, height and width.
    fn window(&self, height: u32, width: u32, random: &mut impl Rng) -> [u32; 4] {
        let whole = f64::from(height) * f64::from(width);
        let [narrowest, widest] = self.aspect;
        for _ in 0..ATTEMPTS {
            let area = whole * random.random_range(self.area[0]..=self.area[1]);
            let aspect = random.random_range(narrowest.ln()..=widest.ln()).exp();
            let rows = (area / aspect).sqrt().round() as u32;
            let columns = (area * aspect).sqrt().round() as u32;
            if (1..=height).contains(&rows) && (1..=width).contains(&columns) {
                let top = random.random_range(0..=height - rows);
                return [top, random.random_range(0..=width - columns), rows, columns];
            }
        }
        // An image so long that no draw fits: as much of its middle as the aspect allows.
        let most = |side: u32, limit: f64| side.min((limit.round() as u32).max(1));
        let rows = most(height, f64::from(width) / narrowest);
        let columns = most(width, f64::from(height) * widest);
        [(height - rows) / 2, (width - columns) / 2, rows, columns]
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn windows(crop: &ResizedCrop, height: u32, width: u32) -> Vec<[u32; 4]> {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        (0..200).map(|_| crop.window(height, width, &mut random)).collect()
    }

    #[test]
    fn windows_lie_in_the_image_and_keep_to_area_and_aspect() {
        let crop = ResizedCrop { size: [8, 8], area: [0.25, 0.5], aspect: [0.8, 1.25] };
        let found = windows(&crop, 200, 300);
        for &[top, left, rows, columns] in &found {
            assert!(top + rows <= 200 && left + columns <= 300);
            let share = f64::from(rows * columns) / 60_000.0;
            let aspect = f64::from(columns) / f64::from(rows);
            assert!((0.24..=0.51).contains(&share) && (0.78..=1.28).contains(&aspect), "{share} {aspect}");
        }
        assert!(found.iter().any(|window| window[0] < 20) && found.iter().any(|window| window[0] > 40));
    }

    #[test]
    fn of_a_very_long_image_the_middle_is_taken() {
        let crop = ResizedCrop { size: [8, 8], area: [0.9, 1.0], aspect: [0.75, 1.25] };
        assert!(windows(&crop, 10, 1000).iter().all(|window| *window == [0, 493, 10, 13]));
    }
}
