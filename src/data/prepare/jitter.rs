//! Colour jitter as torchvision defines it on float images: blends with black, with the mean grey, and
//! with the pixel's own grey, in a random order.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Jitter;

/// One blend and its factor: 0 gives the other picture, 1 changes nothing, more exaggerates.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Blend {
    Brightness(f32),
    Contrast(f32),
    Saturation(f32),
}

/// Changes pixels [n, 3] in 0…1; draws the order, then one factor for each change that is switched on.
pub(super) fn jitter(pixels: &mut [f32], settings: &Jitter, random: &mut impl Rng) {
    for blend in drawn(settings, random) {
        match blend {
            Blend::Brightness(factor) => {
                pixels.iter_mut().for_each(|value| *value = mix(*value, 0.0, factor));
            }
            Blend::Contrast(factor) => {
                let mean = mean_grey(pixels);
                pixels.iter_mut().for_each(|value| *value = mix(*value, mean, factor));
            }
            Blend::Saturation(factor) => {
                for pixel in pixels.chunks_exact_mut(3) {
                    let grey = grey(pixel);
                    pixel.iter_mut().for_each(|value| *value = mix(*value, grey, factor));
                }
            }
        }
    }
}

fn drawn(settings: &Jitter, random: &mut impl Rng) -> Vec<Blend> {
    let mut kinds = [
        (settings.brightness, Blend::Brightness as fn(f32) -> Blend),
        (settings.contrast, Blend::Contrast),
        (settings.saturation, Blend::Saturation),
    ];
    kinds.shuffle(random);
    let on = kinds.into_iter().filter(|(strength, _)| *strength > 0.0);
    on.map(|(strength, blend)| blend(random.random_range((1.0 - strength).max(0.0)..=1.0 + strength)))
        .collect()
}

fn mix(value: f32, other: f32, factor: f32) -> f32 {
    (factor * value + (1.0 - factor) * other).clamp(0.0, 1.0)
}

/// Brightness as people see it (ITU-R BT.601), with torchvision's digits.
fn grey(pixel: &[f32]) -> f32 {
    0.2989 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
}

fn mean_grey(pixels: &[f32]) -> f32 {
    let sum: f64 = pixels.chunks_exact(3).map(|pixel| f64::from(grey(pixel))).sum();
    (sum / (pixels.len() / 3).max(1) as f64) as f32
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn blends_are_torchvisions() {
        // adjust_brightness, adjust_contrast and adjust_saturation of torchvision on these two pixels.
        let pixels = [0.2, 0.4, 0.6, 0.8, 0.5, 0.1];
        let greys = [grey(&pixels[..3]), grey(&pixels[3..])];
        assert!((greys[0] - 0.36298).abs() < 1e-6 && (greys[1] - 0.54402).abs() < 1e-6);
        assert_eq!(mix(0.8, 0.0, 1.5), 1.0);
        assert!((mix(0.2, mean_grey(&pixels), 0.5) - (0.1 + 0.22675)).abs() < 1e-6);
    }

    #[test]
    fn without_strength_nothing_changes() {
        let before = [0.2, 0.4, 0.6];
        let mut pixels = before;
        jitter(&mut pixels, &Jitter::default(), &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(pixels, before);
    }

    #[test]
    fn every_order_occurs_and_factors_stay_in_their_range() {
        let settings = Jitter { brightness: 0.5, contrast: 0.5, saturation: 2.0 };
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut orders = std::collections::BTreeSet::new();
        for _ in 0..100 {
            let blends = drawn(&settings, &mut random);
            for blend in &blends {
                match blend {
                    Blend::Brightness(f) | Blend::Contrast(f) => assert!((0.5..=1.5).contains(f)),
                    Blend::Saturation(f) => assert!((0.0..=3.0).contains(f)),
                }
            }
            let names = blends.iter().map(|blend| format!("{blend:?}").chars().next().unwrap());
            orders.insert(names.collect::<String>());
        }
        assert_eq!(orders.len(), 6);
    }
}
