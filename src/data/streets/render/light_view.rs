//! The ground as light from one direction sees it.

use std::ops::Range;

use super::surface::Rectangle;
use super::vector::{Vec3, vec3};
use super::view::{Ray, Span, View};

/// Parallel light falling onto a patch of ground, with finer samples near the camera.
/// Ray parameters are metres from a plane far above.
#[derive(Debug, Clone)]
pub struct LightView {
    /// Unit vector towards the light.
    pub towards: Vec3,
}

impl LightView {
    const COLUMNS: usize = 512;
    const ROWS: usize = 640;
    /// Half the patch's width, in metres.
    const HALF_WIDTH: f32 = 24.0;
    /// The patch begins and ends here, in metres along the street.
    const BEGIN: f32 = -2.0;
    const END: f32 = 110.0;
    /// Where rays start, in metres from the ground along the ray.
    const START: f32 = 300.0;

    /// Sample coordinates and ray parameter of a place.
    pub fn project(&self, place: Vec3) -> (f32, f32, f32) {
        let rise = place.y / self.towards.y;
        let ground = place - self.towards * rise;
        let column = (ground.x / Self::HALF_WIDTH + 1.0) / 2.0 * Self::COLUMNS as f32;
        // Rows are evenly spaced in the square root of the distance.
        let share = ((ground.z - Self::BEGIN).max(0.0) / (Self::END - Self::BEGIN)).sqrt();
        (column, share * Self::ROWS as f32, Self::START - rise)
    }
}

impl View for LightView {
    fn size(&self) -> (usize, usize) {
        (Self::COLUMNS, Self::ROWS)
    }

    fn ray(&self, column: usize, row: usize) -> Ray {
        let x = ((column as f32 + 0.5) / Self::COLUMNS as f32 * 2.0 - 1.0) * Self::HALF_WIDTH;
        let share = (row as f32 + 0.5) / Self::ROWS as f32;
        let ground = vec3(x, 0.0, Self::BEGIN + share * share * (Self::END - Self::BEGIN));
        Ray { origin: ground + self.towards * Self::START, direction: -self.towards }
    }

    fn bounds(&self, rectangle: &Rectangle) -> (Range<usize>, Range<usize>) {
        let mut span = Span::new();
        for corner in rectangle.corners() {
            let (column, row, _) = self.project(corner);
            span.add((column, row));
        }
        span.clip(self.size())
    }
}
