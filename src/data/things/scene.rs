//! One image as a function of settings, split, number and class.

use std::ops::Range;

use image::{Rgb, RgbImage};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::class::form;
use super::settings::Settings;
use super::shape::{Form, Shape};

/// Samples per pixel along one side.
const SAMPLES: usize = 3;
/// Red, green and blue of the ground, each for itself, as shares of white.
const GROUND: Range<f32> = 0.05..0.4;
/// Of things and of what lies around: always brighter than the ground.
const SHAPES: Range<f32> = 0.5..1.0;
/// What a shape keeps away from things, in pixels.
const ROOM: f32 = 2.0;
/// Radius of the largest shape around, as a multiple of the largest thing's.
const LARGEST: f32 = 1.3;
/// Draws of a place before a shape is left out.
const ATTEMPTS: usize = 20;

/// Draws the image with this number in the split with this seed; its class is number mod 10. A pure function
/// of its arguments; counts of images don't matter.
pub fn scene(settings: &Settings, split_seed: u64, number: u64) -> RgbImage {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&settings.seed.to_le_bytes());
    key[8..16].copy_from_slice(&split_seed.to_le_bytes());
    key[16..24].copy_from_slice(&number.to_le_bytes());
    let random = &mut ChaCha8Rng::from_seed(key);
    let side = settings.side as f32;
    let ground = Ground::draw(side, random);
    let class = (number % super::CLASSES.len() as u64) as usize;
    let mut shapes: Vec<Shape> = Vec::new();
    for number in 0..settings.things + settings.clutter {
        let is_thing = number < settings.things;
        let (form, largest, angle) = match is_thing {
            true => (form(class), 1.0, 0.0),
            false => {
                let forms = [Form::Bar, Form::Cross, Form::Patch];
                let angle = random.random_range(0.0..std::f32::consts::TAU);
                (forms[random.random_range(0..3)], LARGEST, angle)
            }
        };
        // Things keep apart from everything; what lies around may overlap.
        let things = &shapes[..settings.things.min(shapes.len())];
        let apart = (0..ATTEMPTS)
            .map(|_| Shape { angle, ..shape(settings, form, largest, random) })
            .find(|shape| !things.iter().any(|thing| shape.is_near(thing, ROOM)));
        shapes.extend(apart);
    }
    photograph(settings, &ground, &shapes, random)
}

/// A shape at a random place inside the image whose radius is up to `largest` times that of a thing.
fn shape(settings: &Settings, form: Form, largest: f32, random: &mut ChaCha8Rng) -> Shape {
    let [least, most] = settings.radius;
    let radius = random.random_range(least..=most * largest);
    let mut place = || random.random_range(radius..=settings.side as f32 - radius);
    let (x, y) = (place(), place());
    Shape { form, x, y, radius, angle: 0.0, colour: colour(SHAPES, random) }
}

/// The ground's colour goes from one corner to the opposite one.
struct Ground {
    from: [f32; 3],
    to: [f32; 3],
    /// Direction over the image, per pixel.
    slope: [f32; 2],
    side: f32,
}

impl Ground {
    fn draw(side: f32, random: &mut ChaCha8Rng) -> Self {
        let angle: f32 = random.random_range(0.0..std::f32::consts::TAU);
        let from = colour(GROUND, random);
        let to = colour(GROUND, random);
        Ground { from, to, slope: [angle.cos() / side, angle.sin() / side], side }
    }

    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let [along_x, along_y] = self.slope;
        let half = self.side / 2.0;
        let part = ((x - half) * along_x + (y - half) * along_y + 0.5).clamp(0.0, 1.0);
        std::array::from_fn(|c| self.from[c] + part * (self.to[c] - self.from[c]))
    }
}

fn colour(range: Range<f32>, random: &mut ChaCha8Rng) -> [f32; 3] {
    std::array::from_fn(|_| random.random_range(range.clone()))
}

/// The mean of the samples of each pixel, with noise.
fn photograph(settings: &Settings, ground: &Ground, shapes: &[Shape], random: &mut ChaCha8Rng) -> RgbImage {
    let offset = |sample: usize| (sample as f32 + 0.5) / SAMPLES as f32;
    RgbImage::from_fn(settings.side, settings.side, |column, row| {
        let mut sum = [0.0f32; 3];
        for (i, j) in (0..SAMPLES).flat_map(|i| (0..SAMPLES).map(move |j| (i, j))) {
            let (x, y) = (column as f32 + offset(i), row as f32 + offset(j));
            let top = shapes.iter().rev().find(|shape| shape.covers(x, y));
            let seen = top.map_or_else(|| ground.at(x, y), |shape| shape.colour);
            sum.iter_mut().zip(seen).for_each(|(sum, value)| *sum += value);
        }
        Rgb(sum.map(|sum| {
            // A sum of uniform draws is close enough to a normal one, and the same on every machine.
            let noise: f32 = (0..3).map(|_| random.random_range(-1.0f32..1.0)).sum();
            let value = sum / (SAMPLES * SAMPLES) as f32 + settings.noise * noise;
            (255.0 * value).round().clamp(0.0, 255.0) as u8
        }))
    })
}
