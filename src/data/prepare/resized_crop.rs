//! A random part of an image, resized to one size.

use image::imageops::crop_imm;
use rand::Rng;

use super::ResizedCrop;
use super::resize::resize;
use crate::Result;
use crate::data::Sample;

/// Draws of size and form before the middle of the image is taken, as in torchvision.
const ATTEMPTS: usize = 10;

impl ResizedCrop {
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
