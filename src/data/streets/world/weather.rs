//! Random cameras, weathers and times of day.

use std::f32::consts::TAU;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::street::Street;
use crate::data::streets::render::{Camera, Light, SAMPLES, Sensor, rgb, vec3};
use crate::data::streets::settings::Settings;

/// A camera behind the windscreen of a car in the right lane.
pub fn draw_camera(settings: &Settings, street: &Street, rng: &mut ChaCha8Rng) -> Camera {
    let lane = street.kerb - street.parking(1.0);
    let eye = vec3(lane * rng.random_range(0.25..0.65), rng.random_range(1.15..1.6), 0.0);
    // Now and then the car turns or changes lanes.
    let turn = if rng.random_bool(0.15) { 4.0 } else { 1.0 };
    let (yaw, roll) = (rng.random_range(-0.09_f32..0.07) * turn, rng.random_range(-0.012_f32..0.012));
    let pitch = rng.random_range(-0.05_f32..0.015);
    let forward = vec3(yaw.sin() * pitch.cos(), pitch.sin(), yaw.cos() * pitch.cos());
    let level = vec3(forward.z, 0.0, -forward.x).unit();
    let right = (level + vec3(0.0, roll, 0.0)).unit();
    let width = settings.width as usize * SAMPLES;
    let height = settings.height as usize * SAMPLES;
    let focal = width as f32 * rng.random_range(0.75..1.0);
    Camera { eye, right, up: forward.cross(right), forward, focal, width, height }
}

/// Sun and sky: from clear to overcast, from noon to evening.
pub fn draw_light(settings: &Settings, rng: &mut ChaCha8Rng) -> Light {
    let elevation = rng.random_range(0.3_f32..1.15);
    let azimuth = rng.random_range(0.0..TAU);
    let towards = vec3(azimuth.sin() * elevation.cos(), elevation.sin(), azimuth.cos() * elevation.cos());
    let overcast =
        if rng.random_bool(0.35) { rng.random_range(0.7..1.0) } else { rng.random_range(0.0..0.3) };
    // Low suns are warm and weak.
    let low = ((0.75 - elevation) / 0.45).clamp(0.0, 1.0);
    let sun = vec3(1.0, 0.94, 0.84).mix(vec3(1.0, 0.72, 0.42), low) * (3.2 * (1.0 - overcast));
    let clear_zenith = rgb(74, 122, 190).mix(rgb(96, 116, 158), low);
    let clear_horizon = rgb(176, 203, 226).mix(rgb(240, 205, 165), low);
    let veil = rgb(205, 209, 214) * rng.random_range(0.7..1.05);
    let zenith = clear_zenith.mix(veil * 0.85, overcast);
    let horizon = clear_horizon.mix(veil, overcast);
    Light {
        towards,
        sun,
        ambient: (zenith.mix(horizon, 0.6) + vec3(0.12, 0.11, 0.1)) * rng.random_range(0.95..1.25),
        zenith,
        horizon,
        clouds: rng.random_range(0.1..0.75),
        cloud_seed: rng.random(),
        haze: settings.haze * rng.random_range(0.001..0.006),
    }
}

/// Exposure for the light there is, colour cast, blur, vignetting and noise.
pub fn draw_sensor(settings: &Settings, light: &Light, rng: &mut ChaCha8Rng) -> Sensor {
    // Level ground in the open, as an exposure meter sees it.
    let bright = light.sun.y * light.towards.y * 0.6 + light.ambient.y;
    Sensor {
        exposure: rng.random_range(0.75..1.3) / bright.max(0.1),
        balance: vec3(rng.random_range(0.94..1.06), 1.0, rng.random_range(0.94..1.06)),
        blur: rng.random_range(0.0..0.1),
        vignette: rng.random_range(0.1..0.5),
        noise: settings.noise * rng.random_range(1.5..5.0),
    }
}
