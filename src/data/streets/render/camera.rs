//! The pinhole camera that takes the picture.

use std::ops::Range;

use super::surface::Rectangle;
use super::vector::Vec3;
use super::view::{Ray, Span, View};

/// Nothing is drawn that is nearer than this, in metres.
const NEAR: f32 = 0.25;

/// A pinhole camera. Ray parameters are depths along its axis, in metres.
#[derive(Debug, Clone)]
pub struct Camera {
    pub eye: Vec3,
    pub right: Vec3,
    pub up: Vec3,
    pub forward: Vec3,
    /// Focal length in samples.
    pub focal: f32,
    pub width: usize,
    pub height: usize,
}

impl Camera {
    /// Sample coordinates of a place in front of the camera.
    fn project(&self, place: Vec3) -> (f32, f32) {
        let (x, y, depth) = self.coordinates(place);
        let scale = self.focal / depth;
        (self.width as f32 / 2.0 + x * scale, self.height as f32 / 2.0 - y * scale)
    }

    fn coordinates(&self, place: Vec3) -> (f32, f32, f32) {
        let offset = place - self.eye;
        (offset.dot(self.right), offset.dot(self.up), offset.dot(self.forward))
    }
}

impl View for Camera {
    fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn ray(&self, column: usize, row: usize) -> Ray {
        let scale = 1.0 / self.focal;
        let x = (column as f32 + 0.5 - self.width as f32 / 2.0) * scale;
        let y = (self.height as f32 / 2.0 - row as f32 - 0.5) * scale;
        Ray { origin: self.eye, direction: self.forward + self.right * x + self.up * y }
    }

    fn bounds(&self, rectangle: &Rectangle) -> (Range<usize>, Range<usize>) {
        let corners = rectangle.corners();
        let mut span = Span::new();
        for (index, &a) in corners.iter().enumerate() {
            let b = corners[(index + 1) % 4];
            let (depth_a, depth_b) = (self.coordinates(a).2, self.coordinates(b).2);
            if depth_a >= NEAR {
                span.add(self.project(a));
            }
            if (depth_a < NEAR) != (depth_b < NEAR) {
                span.add(self.project(a.mix(b, (NEAR - depth_a) / (depth_b - depth_a))));
            }
        }
        span.clip(self.size())
    }
}
