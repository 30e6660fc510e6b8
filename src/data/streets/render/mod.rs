//! The small renderer: rectangles in, image and labels out. Knows nothing of streets.

mod camera;
mod light;
mod light_view;
mod noise;
mod raster;
mod sensor;
mod shadow;
mod surface;
#[cfg(test)]
mod tests;
mod vector;
mod view;

pub use camera::Camera;
pub use light::Light;
pub use noise::{cloudy, lattice, smooth};
pub use sensor::{Sensor, photograph};
pub use surface::{Paint, Rectangle, Surface};
pub use vector::{Colour, Vec3, grey, rgb, vec3};

/// Samples per pixel along one side; odd, so that one sample lies at the pixel's centre.
pub const SAMPLES: usize = 3;
