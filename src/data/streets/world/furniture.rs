//! Street lamps, masts with arms over the road, and bollards: all labelled pole.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::stage::Stage;
use super::street::{KERB_HEIGHT, SIDES, Street};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Vec3, grey, rgb, vec3};

/// Adds lamps along both sides, masts at the side street, and rows of bollards.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let amount = stage.settings.thin_objects;
    if amount == 0.0 {
        return;
    }
    let lamp = Lamp::draw(rng);
    for side in SIDES {
        if rng.random_bool(0.75) {
            let spacing = rng.random_range(13.0..24.0) / amount;
            along(street, side, spacing, 0.5, rng, |foot, rng| lamp.put_up(stage, foot, side, rng));
        }
        if rng.random_bool(0.35) {
            let (spacing, colour) = (rng.random_range(1.6..3.5) / amount, metal(rng));
            along(street, side, spacing, 0.35, rng, |foot, _| add_pole(stage, foot, 0.95, 0.055, colour));
        }
    }
    if let Some((near, far)) = street.crossing {
        let colour = metal(rng);
        for (z, side) in [(near - 0.8, 1.0), (far + 0.8, -1.0), (near - 0.8, -1.0), (far + 0.8, 1.0)] {
            if rng.random_bool(f64::from((0.6 * amount).min(1.0))) {
                add_mast(stage, vec3(side * (street.kerb + 0.5), KERB_HEIGHT, z), side, colour, rng);
            }
        }
    }
}

/// Calls for places along a kerb, `inset` metres behind it, that no side street crosses.
fn along(
    street: &Street,
    side: f32,
    spacing: f32,
    inset: f32,
    rng: &mut ChaCha8Rng,
    mut put: impl FnMut(Vec3, &mut ChaCha8Rng),
) {
    // A knob near zero must not make the spacing infinite.
    let spacing = spacing.min(1000.0);
    let mut z = 4.5 + rng.random_range(0.0..spacing);
    while z < street.end.min(110.0) {
        if !street.is_crossed(z, 1.0) {
            put(vec3(side * (street.kerb + inset), KERB_HEIGHT, z), rng);
        }
        z += spacing;
    }
}

fn metal(rng: &mut ChaCha8Rng) -> Colour {
    let paints = [grey(60), grey(95), grey(150), rgb(52, 66, 58), rgb(92, 84, 70), grey(190)];
    paints[rng.random_range(0..paints.len())]
}

/// A round upright post; `radius` in metres.
pub fn add_pole(stage: &mut Stage, foot: Vec3, height: f32, radius: f32, colour: Colour) {
    stage.card(foot, 2.0 * radius, height, move |u, _| {
        Some(Paint::matt(colour, Class::Pole).gloss(0.08).tilt((u / radius - 1.0) * 0.9, 0.0))
    });
}

fn add_arm(stage: &mut Stage, from: Vec3, to: Vec3, thickness: f32, colour: Colour) {
    stage.bar(from, to, thickness, move |_, v| {
        Paint::matt(colour, Class::Pole).tilt(0.0, (v / thickness * 2.0 - 1.0) * 0.7)
    });
}

/// What all lamps of a street share; lengths in metres.
struct Lamp {
    height: f32,
    radius: f32,
    /// Length of the arm over the road; 0 for a lantern on top.
    arm: f32,
    colour: Colour,
}

impl Lamp {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let lantern = rng.random_bool(0.35);
        let (height, arm) =
            if lantern { (rng.random_range(3.2..4.5), 0.0) } else { (rng.random_range(5.5..9.0), 1.6) };
        Lamp { height, radius: rng.random_range(0.05..0.1), arm, colour: metal(rng) }
    }

    fn put_up(&self, stage: &mut Stage, foot: Vec3, side: f32, rng: &mut ChaCha8Rng) {
        add_pole(stage, foot, self.height, self.radius, self.colour);
        let top = foot + vec3(0.0, self.height, 0.0);
        if self.arm > 0.0 {
            let end = top + vec3(-side * self.arm, 0.35, 0.0);
            add_arm(stage, top - vec3(0.0, 0.1, 0.0), end, 0.09, self.colour);
            add_arm(stage, end, end + vec3(-side * rng.random_range(0.5..0.8), 0.0, 0.0), 0.18, self.colour);
        } else {
            let colour = self.colour;
            stage.card(top, 0.42, 0.6, move |u, v| {
                let half = 0.12 + 0.14 * v;
                let glass = v > 0.08 && v < 0.5;
                let paint = if glass { grey(215) } else { colour };
                ((u - 0.21).abs() < half).then(|| Paint::matt(paint, Class::Pole))
            });
        }
    }
}

/// A mast with a long arm over the road, as for traffic lights.
fn add_mast(stage: &mut Stage, foot: Vec3, side: f32, colour: Colour, rng: &mut ChaCha8Rng) {
    let height = rng.random_range(3.0..6.0);
    add_pole(stage, foot, height, 0.08, colour);
    if height > 4.2 {
        let top = foot + vec3(0.0, height - 0.3, 0.0);
        add_arm(stage, top, top + vec3(-side * rng.random_range(2.5..5.0), 0.25, 0.0), 0.12, colour);
    }
}
