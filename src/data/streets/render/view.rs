//! Two ways to look at the world: through the camera, and along parallel rays of light onto the ground.

use std::ops::Range;

use super::surface::Rectangle;
use super::vector::{Vec3, vec3};

/// Nothing is drawn that is nearer than this, in metres.
const NEAR: f32 = 0.25;

/// A half-line in the world.
#[derive(Debug, Clone, Copy)]
pub struct Ray {
    pub origin: Vec3,
    pub direction: Vec3,
}

/// A grid of samples, each with a ray.
pub trait View {
    /// Columns and rows of samples.
    fn size(&self) -> (usize, usize);
    /// The ray of a sample's centre.
    fn ray(&self, column: usize, row: usize) -> Ray;
    /// Columns and rows outside which no sample can see the rectangle.
    fn bounds(&self, rectangle: &Rectangle) -> (Range<usize>, Range<usize>);
}

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
        let x = (column as f32 + 0.5 - self.width as f32 / 2.0) / self.focal;
        let y = (self.height as f32 / 2.0 - row as f32 - 0.5) / self.focal;
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

/// The smallest upright box around some points.
struct Span {
    low: (f32, f32),
    high: (f32, f32),
}

impl Span {
    fn new() -> Self {
        Span { low: (f32::INFINITY, f32::INFINITY), high: (f32::NEG_INFINITY, f32::NEG_INFINITY) }
    }

    fn add(&mut self, (x, y): (f32, f32)) {
        self.low = (self.low.0.min(x), self.low.1.min(y));
        self.high = (self.high.0.max(x), self.high.1.max(y));
    }

    /// Whole samples, one more on each side against rounding; empty where nothing was added.
    fn clip(&self, (width, height): (usize, usize)) -> (Range<usize>, Range<usize>) {
        // `as` saturates: infinite and negative bounds become 0 or the largest number.
        let range = |low: f32, high: f32, end: usize| {
            let high = (high + 2.0).max(0.0) as usize;
            ((low - 1.0).max(0.0) as usize).min(end)..high.min(end)
        };
        (range(self.low.0, self.high.0, width), range(self.low.1, self.high.1, height))
    }
}
