//! From samples to the picture that a camera delivers, and its labels.

use image::{GrayImage, Luma, Rgb, RgbImage};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::SAMPLES;
use super::camera::Camera;
use super::light::Light;
use super::raster::{Visible, look, meet};
use super::shadow::Shadows;
use super::surface::Surface;
use super::vector::{Colour, vec3};
use super::view::View;
use crate::data::streets::class::Class;

/// What the camera adds to the light that falls into it.
#[derive(Debug, Clone)]
pub struct Sensor {
    /// Factor on the light before the tone curve.
    pub exposure: f32,
    /// White balance: factors on red, green and blue.
    pub balance: Colour,
    /// Share of a pixel's light that spreads to each direct neighbour.
    pub blur: f32,
    /// Darkening of the corners, 0 to 1.
    pub vignette: f32,
    /// Standard deviation of the noise, in grey levels of 255.
    pub noise: f32,
}

/// Renders the surfaces: the image is the mean over each pixel's samples, the label the class that the
/// sample at the pixel's centre shows.
pub fn photograph(
    camera: &Camera,
    surfaces: &[Surface],
    light: &Light,
    sensor: &Sensor,
    rng: &mut ChaCha8Rng,
) -> (RgbImage, GrayImage) {
    let visible = look(camera, surfaces, |surface| surface.seen);
    let shadows = Shadows::new(light.towards, surfaces);
    let (width, height) = (camera.width / SAMPLES, camera.height / SAMPLES);
    let mut exposed = vec![Colour::default(); width * height];
    let mut labels = GrayImage::new(width as u32, height as u32);
    for (pixel, mean) in exposed.iter_mut().enumerate() {
        let (x, y) = (pixel % width, pixel / width);
        for sample in 0..SAMPLES * SAMPLES {
            let (column, row) = (x * SAMPLES + sample % SAMPLES, y * SAMPLES + sample / SAMPLES);
            let (colour, class) = see(camera, surfaces, light, &shadows, &visible, column, row);
            *mean = *mean + colour * (1.0 / (SAMPLES * SAMPLES) as f32);
            if sample == SAMPLES * SAMPLES / 2 {
                labels.put_pixel(x as u32, y as u32, Luma([class.label_id()]));
            }
        }
    }
    (sensor.develop(&exposed, width, rng), labels)
}

/// One sample's light and class.
fn see(
    camera: &Camera,
    surfaces: &[Surface],
    light: &Light,
    shadows: &Shadows,
    visible: &Visible,
    column: usize,
    row: usize,
) -> (Colour, Class) {
    let ray = camera.ray(column, row);
    let sample = row * visible.width + column;
    let sky = || (light.sky(ray.direction), Class::Sky);
    if visible.depth[sample].is_infinite() {
        return sky();
    }
    let surface = &surfaces[visible.surface[sample] as usize];
    let (rectangle, plane) = (&surface.rectangle, surface.rectangle.normal());
    let Some((depth, u, v)) = meet(rectangle, plane, ray, f32::INFINITY) else { return sky() };
    let Some(paint) = surface.paint(u, v) else { return sky() };
    let facing = if plane.dot(ray.direction) > 0.0 { -1.0 } else { 1.0 };
    let (across, up) = paint.tilt;
    let straight = (1.0 - across * across - up * up).max(0.05).sqrt();
    let normal = plane * (facing * straight) + rectangle.across * across + rectangle.up * up;
    let normal = normal.unit();
    let reach = shadows.reach(ray.origin + ray.direction * depth, normal.dot(light.towards) > 0.0);
    (light.shade(&paint, normal, ray.direction, depth, reach), paint.class)
}

impl Sensor {
    fn develop(&self, exposed: &[Colour], width: usize, rng: &mut ChaCha8Rng) -> RgbImage {
        let height = exposed.len() / width;
        let mut image = RgbImage::new(width as u32, height as u32);
        for (pixel, place) in image.pixels_mut().zip(0..) {
            let (x, y) = (place % width, place / width);
            let (right, down) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32 - 0.5);
            let shade = 1.0 - self.vignette * 2.0 * (right * right + down * down);
            let light = blurred(exposed, width, height, (x, y), self.blur).times(self.balance);
            let screen = (light * (self.exposure * shade)).map(tone) * 255.0;
            let grain = screen + vec3(bell(rng), bell(rng), bell(rng)) * self.noise;
            *pixel = Rgb([grain.x, grain.y, grain.z].map(|value| value.round().clamp(0.0, 255.0) as u8));
        }
        image
    }
}

fn blurred(exposed: &[Colour], width: usize, height: usize, (x, y): (usize, usize), share: f32) -> Colour {
    let left = exposed[y * width + x.saturating_sub(1)];
    let right = exposed[y * width + (x + 1).min(width - 1)];
    let above = exposed[y.saturating_sub(1) * width + x];
    let below = exposed[(y + 1).min(height - 1) * width + x];
    exposed[y * width + x] * (1.0 - 4.0 * share) + (left + right + above + below) * share
}

/// Linear light to screen: the rational fit of the ACES film curve by Narkowicz (2015), then gamma 2.2.
fn tone(light: f32) -> f32 {
    let light = light.max(0.0);
    let film = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14);
    film.powf(1.0 / 2.2)
}

/// A nearly normal draw of mean 0 and deviation 1, as a sum of uniform ones: cheap, and the same everywhere.
fn bell(rng: &mut ChaCha8Rng) -> f32 {
    let sum: f32 = (0..4).map(|_| rng.random::<f32>()).sum();
    (sum - 2.0) * 3.0_f32.sqrt()
}
