//! Flat forms that know which points they cover.

/// What a shape looks like at radius 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    /// A ring whose stroke is 0.4 wide; the gap is as wide, towards an angle (radians, clockwise from the right).
    Ring {
        gap: Option<f32>,
    },
    Disc,
    /// A stroke through the centre.
    Bar,
    /// Two strokes.
    Cross,
    /// A filled square.
    Patch,
}

/// A form at a place, with a size, an angle and a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    pub form: Form,
    /// Centre in pixels.
    pub x: f32,
    pub y: f32,
    /// In pixels.
    pub radius: f32,
    /// In radians, clockwise. A gap's angle does not turn with it: rings have 0.
    pub angle: f32,
    /// Red, green, blue, 0 to 1.
    pub colour: [f32; 3],
}

/// A stroke's half width: a ring's is a fifth of its diameter wide.
const HALF: f32 = 0.2;

impl Shape {
    /// Does it cover a point of the image?
    pub(super) fn covers(&self, x: f32, y: f32) -> bool {
        let (dx, dy) = ((x - self.x) / self.radius, (y - self.y) / self.radius);
        let (sin, cos) = self.angle.sin_cos();
        let (u, v) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let square = |side: f32| u.abs() <= side && v.abs() <= side;
        match self.form {
            Form::Disc => u * u + v * v <= 1.0,
            Form::Ring { gap } => {
                let distance = u.hypot(v);
                let in_gap = gap.is_some_and(|angle| {
                    let (sin, cos) = angle.sin_cos();
                    cos * u + sin * v > 0.0 && (cos * v - sin * u).abs() < HALF
                });
                (1.0 - 2.0 * HALF..=1.0).contains(&distance) && !in_gap
            }
            Form::Bar => square(1.0) && v.abs() <= HALF,
            Form::Cross => square(1.0) && (u.abs() <= HALF || v.abs() <= HALF),
            Form::Patch => square(0.7),
        }
    }

    /// Do the circles around two shapes come closer than `room` pixels?
    pub(super) fn is_near(&self, other: &Shape, room: f32) -> bool {
        (self.x - other.x).hypot(self.y - other.y) < self.radius + other.radius + room
    }
}
