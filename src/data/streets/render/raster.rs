//! Which surface each sample of a view sees first: a depth buffer over rectangles.

use super::surface::{Rectangle, Surface};
use super::vector::Vec3;
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

/// Where a ray meets a rectangle nearer than `limit`: (ray parameter, metres across, metres up).
pub fn meet(rectangle: &Rectangle, normal: Vec3, ray: Ray, limit: f32) -> Option<(f32, f32, f32)> {
    let offset = rectangle.corner - ray.origin;
    // A ray within the plane gives no number or infinity, and both fail the comparison.
    let depth = normal.dot(offset) / normal.dot(ray.direction);
    if !(depth > 0.0 && depth < limit) {
        return None;
    }
    let place = ray.direction * depth - offset;
    let (u, v) = (place.dot(rectangle.across), place.dot(rectangle.up));
    let inside = u >= 0.0 && u <= rectangle.width && v >= 0.0 && v <= rectangle.height;
    inside.then_some((depth, u, v))
}

fn draw(view: &impl View, surface: &Surface, index: u32, visible: &mut Visible) {
    let normal = surface.rectangle.normal();
    let (columns, rows) = view.bounds(&surface.rectangle);
    for row in rows {
        for column in columns.clone() {
            let (ray, sample) = (view.ray(column, row), row * visible.width + column);
            let limit = visible.depth[sample];
            let Some((depth, u, v)) = meet(&surface.rectangle, normal, ray, limit) else { continue };
            if surface.covers(u, v) {
                visible.depth[sample] = depth;
                visible.surface[sample] = index;
            }
        }
    }
}
