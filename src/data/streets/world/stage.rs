//! Where surfaces are put up: rectangles by what they are for, seen from the camera's place.

use crate::data::streets::render::{Paint, Rectangle, Surface, Vec3, vec3};
use crate::data::streets::settings::Settings;

/// The growing list of surfaces, with what is needed to place them.
pub struct Stage {
    pub surfaces: Vec<Surface>,
    /// The camera's place.
    pub eye: Vec3,
    /// Unit vector towards the sun.
    pub sun: Vec3,
    /// The knobs.
    pub settings: Settings,
}

impl Stage {
    /// An empty stage.
    pub fn new(eye: Vec3, sun: Vec3, settings: &Settings) -> Self {
        Stage { surfaces: Vec::new(), eye, sun, settings: settings.clone() }
    }

    /// An upright card that turns its face to the camera, as round things look from everywhere. `foot` is
    /// the middle of its lower edge; u runs to the right as seen from the camera. A second card turned to
    /// the sun throws the shadow.
    pub fn card(
        &mut self,
        foot: Vec3,
        width: f32,
        height: f32,
        paint: impl Fn(f32, f32) -> Option<Paint> + Send + Sync + 'static,
    ) {
        let surface = Surface::cut_out(upright(foot, self.eye - foot, width, height), paint);
        self.surfaces.push(surface.shadow_on(upright(foot, self.sun, width, height)));
        self.surfaces.push(surface.shadowless());
    }

    /// An upright wall on the line between two places, `height` metres high. u runs from `from` to `to`.
    pub fn wall(
        &mut self,
        from: Vec3,
        to: Vec3,
        height: f32,
        paint: impl Fn(f32, f32) -> Paint + Send + Sync + 'static,
    ) {
        self.surfaces.push(Surface::solid(wall(from, to, height), paint));
    }

    /// A straight bar between two places, as thick as given in metres, seen from the camera. u runs from
    /// `from` to `to`, v across it.
    pub fn bar(
        &mut self,
        from: Vec3,
        to: Vec3,
        thickness: f32,
        paint: impl Fn(f32, f32) -> Paint + Send + Sync + 'static,
    ) {
        let run = to - from;
        let width = run.length();
        let across = run * (1.0 / width);
        let up = (self.eye - from).cross(across).unit();
        let corner = from - up * (thickness / 2.0);
        self.surfaces.push(Surface::solid(Rectangle { corner, across, up, width, height: thickness }, paint));
    }

    /// A level patch of ground, left to right and near to far; u and v are world x and z minus the corner's.
    /// It throws no shadow.
    pub fn ground(
        &mut self,
        corner: Vec3,
        width: f32,
        length: f32,
        paint: impl Fn(f32, f32) -> Paint + Send + Sync + 'static,
    ) {
        let rectangle =
            Rectangle { corner, across: vec3(1.0, 0.0, 0.0), up: vec3(0.0, 0.0, 1.0), width, height: length };
        self.surfaces.push(Surface::solid(rectangle, paint).shadowless());
    }
}

/// The rectangle of an upright wall.
pub fn wall(from: Vec3, to: Vec3, height: f32) -> Rectangle {
    let run = to - from;
    let width = run.length();
    Rectangle { corner: from, across: run * (1.0 / width), up: vec3(0.0, 1.0, 0.0), width, height }
}

/// An upright rectangle whose face looks along the level part of `facing`.
fn upright(foot: Vec3, facing: Vec3, width: f32, height: f32) -> Rectangle {
    let level = vec3(facing.x, 0.0, facing.z).unit();
    let up = vec3(0.0, 1.0, 0.0);
    // Seen from the front, this points to the right.
    let across = up.cross(level);
    Rectangle { corner: foot - across * (width / 2.0), across, up, width, height }
}
