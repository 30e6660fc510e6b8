//! Sun, sky, haze and what they make of a surface's paint.

use super::noise::cloudy;
use super::surface::Paint;
use super::vector::{Colour, Vec3, rgb, vec3};

/// The weather and the time of day.
#[derive(Debug, Clone)]
pub struct Light {
    /// Unit vector towards the sun.
    pub towards: Vec3,
    pub sun: Colour,
    /// Light from above and from the ground.
    pub ambient: Colour,
    pub zenith: Colour,
    pub horizon: Colour,
    /// Share of the sky under clouds, 0 to 1.
    pub clouds: f32,
    pub cloud_seed: u32,
    /// Share of light lost per metre.
    pub haze: f32,
}

/// How much light reaches a place, each 0 to 1.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    pub sun: f32,
    pub ambient: f32,
}

impl Light {
    /// The sky's colour in a direction, with clouds and the glow around the sun.
    pub fn sky(&self, direction: Vec3) -> Colour {
        let direction = direction.unit();
        let rise = direction.y.max(0.0);
        let clear = self.horizon.mix(self.zenith, (rise * 2.2).min(1.0).sqrt());
        let glow = direction.dot(self.towards).max(0.0).powi(12);
        let clear = clear + self.sun * (0.12 * glow);
        let flat = 1.0 / (rise + 0.12);
        let (u, v) = (direction.x * flat * 1.3, direction.z * flat * 0.9);
        let thickness = (cloudy(u, v, self.cloud_seed) + self.clouds - 1.0) * 4.0;
        let grain = cloudy(u * 2.7, v * 2.7, self.cloud_seed ^ 0x77);
        let cloud = self.horizon.mix(rgb(250, 250, 250), 0.5) * (0.75 + 0.45 * grain);
        clear.mix(cloud, thickness.clamp(0.0, 0.92))
    }

    /// The light that a painted place sends to the camera.
    pub fn shade(&self, paint: &Paint, normal: Vec3, ray: Vec3, depth: f32, reach: Reach) -> Colour {
        let facing = normal.dot(self.towards).max(0.0);
        let above = 0.65 + 0.35 * normal.y;
        let light = self.sun * (facing * reach.sun) + self.ambient * (above * reach.ambient);
        let mut colour = paint.colour.times(light);
        if paint.gloss > 0.0 {
            let mirrored = ray - normal * (2.0 * ray.dot(normal));
            colour = colour.mix(self.mirror(mirrored.unit()), paint.gloss);
        }
        colour.mix(self.horizon, 1.0 - (-self.haze * depth).exp())
    }

    /// What a window shows: the sky above, the dark street below.
    fn mirror(&self, direction: Vec3) -> Colour {
        let street = self.ambient.times(vec3(0.16, 0.16, 0.15));
        street.mix(self.horizon.mix(self.zenith, direction.y.max(0.0)), (direction.y * 4.0).clamp(0.0, 1.0))
    }
}
