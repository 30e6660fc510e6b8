//! The one thing scenes are made of: a textured rectangle anywhere in the world.

use std::sync::Arc;

use super::vector::{Colour, Vec3};
use crate::data::streets::class::Class;

/// What a place of a surface is made of.
#[derive(Debug, Clone, Copy)]
pub struct Paint {
    /// Reflectance; above 1 it glows.
    pub colour: Colour,
    pub class: Class,
    /// Share of the mirrored sky, 0 to 1.
    pub gloss: f32,
    /// How far the surface leans towards its `across` and `up`, −1 to 1: makes flat cards look round.
    pub tilt: (f32, f32),
}

impl Paint {
    /// A dull, flat place.
    pub fn matt(colour: Colour, class: Class) -> Self {
        Paint { colour, class, gloss: 0.0, tilt: (0.0, 0.0) }
    }

    /// Mirrors that share of the sky.
    pub fn gloss(self, gloss: f32) -> Self {
        Paint { gloss, ..self }
    }

    /// Leans sideways and upwards.
    pub fn tilt(self, across: f32, up: f32) -> Self {
        Paint { tilt: (across, up), ..self }
    }
}

/// A plane figure in metres.
#[derive(Debug, Clone, Copy)]
pub struct Rectangle {
    pub corner: Vec3,
    /// Unit vector along the width.
    pub across: Vec3,
    /// Unit vector along the height, at right angles to `across`.
    pub up: Vec3,
    pub width: f32,
    pub height: f32,
}

impl Rectangle {
    /// Unit vector at right angles to the figure.
    pub fn normal(&self) -> Vec3 {
        self.across.cross(self.up)
    }

    /// The corners in turn.
    pub fn corners(&self) -> [Vec3; 4] {
        let (across, up) = (self.across * self.width, self.up * self.height);
        [self.corner, self.corner + across, self.corner + across + up, self.corner + up]
    }
}

/// Paint by place: (metres along the width, metres along the height).
type Solid = Arc<dyn Fn(f32, f32) -> Paint + Send + Sync>;
/// The same with holes.
type CutOut = Arc<dyn Fn(f32, f32) -> Option<Paint> + Send + Sync>;

#[derive(Clone)]
enum Texture {
    Solid(Solid),
    CutOut(CutOut),
}

/// A rectangle with its texture.
#[derive(Clone)]
pub struct Surface {
    pub rectangle: Rectangle,
    texture: Texture,
    /// Does the camera see it?
    pub seen: bool,
    /// Does it throw a shadow?
    pub casts: bool,
}

impl Surface {
    /// A surface without holes.
    pub fn solid(rectangle: Rectangle, paint: impl Fn(f32, f32) -> Paint + Send + Sync + 'static) -> Self {
        Surface { rectangle, texture: Texture::Solid(Arc::new(paint)), seen: true, casts: true }
    }

    /// A surface that is there only where its paint is.
    pub fn cut_out(
        rectangle: Rectangle,
        paint: impl Fn(f32, f32) -> Option<Paint> + Send + Sync + 'static,
    ) -> Self {
        Surface { rectangle, texture: Texture::CutOut(Arc::new(paint)), seen: true, casts: true }
    }

    /// Seen, but without a shadow.
    pub fn shadowless(self) -> Self {
        Surface { casts: false, ..self }
    }

    /// The same texture on another rectangle that only throws the shadow.
    pub fn shadow_on(&self, rectangle: Rectangle) -> Self {
        Surface { rectangle, seen: false, casts: true, ..self.clone() }
    }

    /// Is there anything at this place of the rectangle?
    pub fn covers(&self, u: f32, v: f32) -> bool {
        match &self.texture {
            Texture::Solid(_) => true,
            Texture::CutOut(paint) => paint(u, v).is_some(),
        }
    }

    /// What is there, if anything.
    pub fn paint(&self, u: f32, v: f32) -> Option<Paint> {
        match &self.texture {
            Texture::Solid(paint) => Some(paint(u, v)),
            Texture::CutOut(paint) => paint(u, v),
        }
    }
}
