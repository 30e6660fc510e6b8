//! The road with its markings and repairs, kerbs and sidewalks.

mod markings;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use self::markings::Markings;
use super::stage::Stage;
use super::street::{FAR, KERB_HEIGHT, SIDES, Street};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, cloudy, grey, lattice, rgb, smooth, vec3};

/// The ground begins this far behind the camera's place, in metres.
const BEGIN: f32 = -3.0;
/// The ground reaches this far to each side, in metres.
const REACH: f32 = 70.0;

/// Adds everything that one can walk or drive on.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let asphalt = Asphalt::draw(stage.settings.texture, rng);
    let markings = Markings::draw(street, rng);
    stage.ground(vec3(-REACH, 0.0, BEGIN), 2.0 * REACH, FAR, move |u, v| {
        let (x, z) = (u - REACH, v + BEGIN);
        let colour = asphalt.colour(x, z);
        let paint = markings.cover(x, z);
        Paint::matt(colour.mix(markings.colour, paint), Class::Road)
    });
    let paving = Paving::draw(stage.settings.texture, rng);
    for side in SIDES {
        for (near, far) in street.stretches(BEGIN, FAR) {
            add_sidewalk(stage, street, side, (near, far), &paving);
        }
    }
}

fn add_sidewalk(stage: &mut Stage, street: &Street, side: f32, (near, far): (f32, f32), paving: &Paving) {
    let kerb = street.kerb;
    let left = if side < 0.0 { -REACH } else { kerb };
    let top = paving.clone();
    stage.ground(vec3(left, KERB_HEIGHT, near), REACH - kerb, far - near, move |u, v| {
        let edge = ((left + u).abs() - kerb).min(v).min(far - near - v);
        Paint::matt(if edge < 0.16 { top.stone } else { top.colour(left + u, near + v) }, Class::Sidewalk)
    });
    let stone = paving.stone;
    let face = move |u: f32, _: f32| {
        let joint = if (u % 1.0) < 0.04 { 0.6 } else { 0.85 };
        Paint::matt(stone * joint, Class::Sidewalk)
    };
    let corner = |x: f32, z: f32| vec3(side * x, 0.0, z);
    stage.wall(corner(kerb, near), corner(kerb, far), KERB_HEIGHT, face);
    stage.wall(corner(kerb, near), corner(REACH, near), KERB_HEIGHT, face);
}

/// Asphalt with stains, wheel tracks, cracks and repaired patches.
struct Asphalt {
    colour: Colour,
    texture: f32,
    seed: u32,
    patches: f32,
}

impl Asphalt {
    fn draw(texture: f32, rng: &mut ChaCha8Rng) -> Self {
        let tint = vec3(rng.random_range(0.92..1.08), 1.0, rng.random_range(0.92..1.1));
        let colour = grey(rng.random_range(78..122)).times(tint);
        Asphalt { colour, texture, seed: rng.random(), patches: rng.random_range(0.0..0.16) }
    }

    fn colour(&self, x: f32, z: f32) -> Colour {
        let stains = cloudy(x * 0.35, z * 0.12, self.seed) - 0.5;
        let grain = smooth(x * 9.0, z * 9.0, self.seed ^ 1) - 0.5;
        let track = (-((x.abs() - 1.7).abs() - 0.75).powi(2) * 9.0).exp() * 0.12;
        let mut shade = 1.0 + self.texture * (0.5 * stains + 0.22 * grain - track);
        let patch = lattice((x / 2.3).floor() as i32, (z / 3.7).floor() as i32, self.seed ^ 2);
        if patch < self.patches {
            shade *= 1.0 + self.texture * if patch < self.patches / 2.0 { -0.28 } else { 0.18 };
        }
        let old = smooth(x * 0.12, z * 0.07, self.seed ^ 4) > 0.62;
        if old && (cloudy(x * 0.55, z * 0.3, self.seed ^ 3) - 0.5).abs() < 0.004 {
            shade *= 1.0 - 0.3 * self.texture.min(2.0);
        }
        self.colour * shade.max(0.15)
    }
}

/// Slabs of stone, or small setts.
#[derive(Clone)]
struct Paving {
    colour: Colour,
    stone: Colour,
    slab: (f32, f32),
    texture: f32,
    seed: u32,
}

impl Paving {
    fn draw(texture: f32, rng: &mut ChaCha8Rng) -> Self {
        let bases =
            [grey(150), rgb(168, 158, 142), rgb(150, 132, 120), rgb(128, 130, 134), rgb(160, 120, 104)];
        let colour = bases[rng.random_range(0..bases.len())] * rng.random_range(0.8..1.2);
        let stone = grey(rng.random_range(150..200));
        let slab = (rng.random_range(0.4..1.6), rng.random_range(0.4..1.6));
        Paving { colour, stone, slab, texture, seed: rng.random() }
    }

    fn colour(&self, x: f32, z: f32) -> Colour {
        let (a, b) = (x / self.slab.0, z / self.slab.1);
        let slab = lattice(a.floor() as i32, b.floor() as i32, self.seed) - 0.5;
        let joint = a - a.floor() < 0.07 || b - b.floor() < 0.07;
        let stains = cloudy(x * 0.6, z * 0.4, self.seed ^ 1) - 0.5;
        let grooves = if joint { -0.22 } else { 0.0 };
        self.colour * (1.0 + self.texture * (0.22 * slab + 0.45 * stains + grooves)).max(0.15)
    }
}
