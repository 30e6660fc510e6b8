//! One scene: image and labels as a function of settings, split and number.

use image::{GrayImage, RgbImage};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::render::{Camera, Surface, photograph};
use super::settings::Settings;
use super::world::{self, Stage, Street};

/// Draws the scene with this number in the split with this seed: the image, and its labelIds at the same
/// size. A pure function of its arguments; counts of scenes don't matter.
pub fn scene(settings: &Settings, split_seed: u64, number: u64) -> (RgbImage, GrayImage) {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&settings.seed.to_le_bytes());
    key[8..16].copy_from_slice(&split_seed.to_le_bytes());
    key[16..24].copy_from_slice(&number.to_le_bytes());
    let mut rng = ChaCha8Rng::from_seed(key);
    let street = Street::draw(&mut rng);
    let camera = world::draw_camera(settings, &street, &mut rng);
    let light = world::draw_light(settings, &mut rng);
    let sensor = world::draw_sensor(settings, &light, &mut rng);
    let mut stage = Stage::new(camera.eye, light.towards, settings);
    world::add_bonnet(&mut stage, &camera, &mut rng);
    world::build(&mut stage, &street, &rng);
    // Near things first, so that what they hide is never textured.
    stage.surfaces.sort_by(|a, b| nearness(a, &camera).total_cmp(&nearness(b, &camera)));
    photograph(&camera, &stage.surfaces, &light, &sensor, &mut rng)
}

/// Distance of a surface's nearest corner along the street.
fn nearness(surface: &Surface, camera: &Camera) -> f32 {
    let depths = surface.rectangle.corners().map(|corner| (corner - camera.eye).dot(camera.forward));
    depths.into_iter().fold(f32::INFINITY, f32::min)
}
