//! Which surface each sample of a view sees first: a depth buffer over rectangles.

use super::surface::Surface;
use super::view::{Ray, View};

/// For every sample, row by row, the nearest surface.
pub struct Visible {
    pub width: usize,
    /// Ray parameter of the nearest surface; infinite where there is none.
    pub depth: Vec<f32>,
    /// Index of that surface; meaningless where there is none.
    pub surface: Vec<u32>,
}

/// Looks at all surfaces that are `wanted`.
pub fn look(view: &impl View, surfaces: &[Surface], wanted: impl Fn(&Surface) -> bool) -> Visible {
    let (width, height) = view.size();
    let mut visible =
        Visible { width, depth: vec![f32::INFINITY; width * height], surface: vec![0; width * height] };
    for (index, surface) in surfaces.iter().enumerate() {
        if wanted(surface) {
            draw(view, surface, index as u32, &mut visible);
        }
    }
    visible
}

/// Where a ray meets the rectangle: (ray parameter, metres across, metres up). None if it passes by.
pub fn meet(surface: &Surface, ray: Ray) -> Option<(f32, f32, f32)> {
    let rectangle = &surface.rectangle;
    let normal = rectangle.normal();
    let slope = normal.dot(ray.direction);
    if slope.abs() < 1e-7 {
        return None;
    }
    let offset = rectangle.corner - ray.origin;
    let depth = normal.dot(offset) / slope;
    let place = ray.direction * depth - offset;
    let (u, v) = (place.dot(rectangle.across), place.dot(rectangle.up));
    let inside = (0.0..=rectangle.width).contains(&u) && (0.0..=rectangle.height).contains(&v);
    (inside && depth > 0.0).then_some((depth, u, v))
}

fn draw(view: &impl View, surface: &Surface, index: u32, visible: &mut Visible) {
    let (columns, rows) = view.bounds(&surface.rectangle);
    for row in rows {
        for column in columns.clone() {
            let sample = row * visible.width + column;
            let Some((depth, u, v)) = meet(surface, view.ray(column, row)) else { continue };
            if depth < visible.depth[sample] && surface.covers(u, v) {
                visible.depth[sample] = depth;
                visible.surface[sample] = index;
            }
        }
    }
}
