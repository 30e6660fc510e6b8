//! Which places the sun reaches, and how much of the sky.

use super::light::Reach;
use super::light_view::LightView;
use super::raster::{Visible, look};
use super::surface::Surface;
use super::vector::{Vec3, vec3};
use super::view::View;

/// A place this much behind the first surface still counts as lit, in metres.
const SLACK: f32 = 0.12;

/// The first surfaces that light from one direction meets.
struct Map {
    view: LightView,
    first: Visible,
}

impl Map {
    fn new(towards: Vec3, surfaces: &[Surface]) -> Self {
        let view = LightView { towards };
        let first = look(&view, surfaces, |surface| surface.casts);
        Map { view, first }
    }

    /// 1 in the light, 0 in shadow; blended between the four nearest samples.
    fn lit(&self, place: Vec3) -> f32 {
        let (column, row, depth) = self.view.project(place);
        let (left, top) = (column - 0.5, row - 0.5);
        let (s, t) = (left - left.floor(), top - top.floor());
        let at = |x: f32, y: f32| self.sample(left + x, top + y, depth);
        let low = at(0.0, 0.0) * (1.0 - s) + at(1.0, 0.0) * s;
        let high = at(0.0, 1.0) * (1.0 - s) + at(1.0, 1.0) * s;
        low * (1.0 - t) + high * t
    }

    /// The mean of a few samples around: a soft-edged shadow.
    fn softly_lit(&self, place: Vec3) -> f32 {
        let (column, row, depth) = self.view.project(place);
        let around = [(-2.2, -0.7), (0.8, -2.1), (2.1, 0.8), (-0.7, 2.2)];
        around.iter().map(|(x, y)| self.sample(column + x, row + y, depth)).sum::<f32>() / 4.0
    }

    fn sample(&self, column: f32, row: f32, depth: f32) -> f32 {
        let (width, height) = self.view.size();
        let inside = column >= 0.0 && row >= 0.0 && column < width as f32 && row < height as f32;
        let hidden = inside && self.first.depth[row as usize * width + column as usize] < depth - SLACK;
        if hidden { 0.0 } else { 1.0 }
    }
}

/// The sun's shadows, and the softer ones under things that hide the sky.
pub struct Shadows {
    sun: Map,
    above: Map,
}

impl Shadows {
    /// Renders both from the surfaces that cast shadows.
    pub fn new(towards: Vec3, surfaces: &[Surface]) -> Self {
        Shadows { sun: Map::new(towards, surfaces), above: Map::new(vec3(0.0, 1.0, 0.0), surfaces) }
    }

    /// What reaches a place; the sun can only where the surface faces it.
    pub fn reach(&self, place: Vec3, faces_sun: bool) -> Reach {
        let sun = if faces_sun { self.sun.lit(place) } else { 0.0 };
        Reach { sun, ambient: 0.45 + 0.55 * self.above.softly_lit(place) }
    }
}
