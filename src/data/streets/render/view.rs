//! Ways to look at the world: grids of samples, each with a ray.

use std::ops::Range;

use super::surface::Rectangle;
use super::vector::Vec3;

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

/// The smallest upright box around some points.
pub struct Span {
    low: (f32, f32),
    high: (f32, f32),
}

impl Span {
    /// Around nothing.
    pub fn new() -> Self {
        Span { low: (f32::INFINITY, f32::INFINITY), high: (f32::NEG_INFINITY, f32::NEG_INFINITY) }
    }

    /// Widens it to hold a point.
    pub fn add(&mut self, (x, y): (f32, f32)) {
        self.low = (self.low.0.min(x), self.low.1.min(y));
        self.high = (self.high.0.max(x), self.high.1.max(y));
    }

    /// Whole samples, one more on each side against rounding; empty where nothing was added.
    pub fn clip(&self, (width, height): (usize, usize)) -> (Range<usize>, Range<usize>) {
        // `as` saturates: infinite and negative bounds become 0 or the largest number.
        let range = |low: f32, high: f32, end: usize| {
            let high = (high + 2.0).max(0.0) as usize;
            ((low - 1.0).max(0.0) as usize).min(end)..high.min(end)
        };
        (range(self.low.0, self.high.0, width), range(self.low.1, self.high.1, height))
    }
}
