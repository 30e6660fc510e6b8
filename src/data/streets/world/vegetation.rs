//! Trees along the kerb and in gardens, hedges and bushes: ragged outlines with holes.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::stage::Stage;
use super::street::{KERB_HEIGHT, SIDES, Street, Use};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Vec3, cloudy, rgb, smooth, vec3};

/// Adds a row of trees to each side, perhaps, and plants every garden.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let species = Species::draw(rng);
    for side in SIDES {
        if rng.random_bool(0.6) {
            add_row(stage, street, side, &species, rng);
        }
    }
    for plot in street.plots.iter().filter(|plot| plot.holds == Use::Garden) {
        let (line, leaf) = (street.line(plot.side), leaf_colour(rng));
        let height = rng.random_range(0.9..2.2);
        let mut z = plot.near;
        while z < plot.far {
            let x = plot.side * (line + rng.random_range(0.4..0.9));
            add_blob(stage, vec3(x, KERB_HEIGHT + height * 0.4, z), height * 0.75, leaf, rng);
            z += height * 0.55;
        }
        for _ in 0..rng.random_range(1..4) {
            let x = plot.side * (line + rng.random_range(3.0..12.0));
            let foot = vec3(x, KERB_HEIGHT, rng.random_range(plot.near..plot.far));
            Species::draw(rng).plant(stage, foot, rng);
        }
    }
}

fn add_row(stage: &mut Stage, street: &Street, side: f32, species: &Species, rng: &mut ChaCha8Rng) {
    let spacing = rng.random_range(8.0..16.0);
    let mut z = rng.random_range(8.0..8.0 + spacing);
    while z < street.end {
        if !street.is_crossed(z, 3.0) && rng.random_bool(0.8) {
            let x = side * (street.kerb + rng.random_range(0.7..1.1));
            species.plant(stage, vec3(x, KERB_HEIGHT, z), rng);
        }
        z += spacing * rng.random_range(0.85..1.15);
    }
}

/// What all trees of a row share; lengths in metres.
#[derive(Debug, Clone)]
struct Species {
    leaf: Colour,
    bark: Colour,
    /// Height at which the crown begins, and its half width and height.
    trunk: f32,
    crown: (f32, f32),
    /// Does the crown taper to a point?
    pointed: bool,
}

impl Species {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let pointed = rng.random_bool(0.2);
        let crown = if pointed {
            (rng.random_range(0.9..1.8), rng.random_range(5.0..9.0))
        } else {
            (rng.random_range(1.2..2.8), rng.random_range(3.0..6.0))
        };
        let bark = [rgb(84, 70, 56), rgb(110, 104, 94), rgb(66, 54, 46)][rng.random_range(0..3)];
        Species { leaf: leaf_colour(rng), bark, trunk: rng.random_range(1.6..3.0), crown, pointed }
    }

    fn plant(&self, stage: &mut Stage, foot: Vec3, rng: &mut ChaCha8Rng) {
        let size = rng.random_range(0.75..1.2);
        let (half, height) = (self.crown.0 * size, self.crown.1 * size);
        let trunk = self.trunk * size;
        let (bark, thickness, seed) = (self.bark, rng.random_range(0.16..0.42) * size, rng.random());
        stage.card(foot, thickness, trunk + height * 0.5, move |u, v| {
            let taper = 1.0 - 0.35 * v / (trunk + height * 0.5);
            let round = (u / thickness * 2.0 - 1.0) / taper;
            let shade = 0.7 + 0.6 * smooth(u * 14.0, v * 3.0, seed);
            let paint = Paint::matt(bark * shade, Class::Vegetation).tilt(round * 0.9, 0.0);
            (round.abs() <= 1.0).then_some(paint)
        });
        for _ in 0..(if self.pointed { 12 } else { 9 }) {
            let level = rng.random_range(0.1..0.95_f32);
            let spread = if self.pointed { 1.0 - level } else { (level * (1.15 - level) * 3.2).sqrt() };
            let reach = half * spread.max(0.1);
            let offset = vec3(
                rng.random_range(-0.7..0.7) * reach,
                trunk + level * height,
                rng.random_range(-0.7..0.7) * reach,
            );
            let radius = if self.pointed { reach * 0.8 + 0.25 } else { half * rng.random_range(0.45..0.75) };
            add_blob(stage, foot + offset, radius, self.leaf * (0.75 + 0.4 * level), rng);
        }
    }
}

fn leaf_colour(rng: &mut ChaCha8Rng) -> Colour {
    let leaves = [
        rgb(74, 104, 48),
        rgb(92, 122, 58),
        rgb(58, 84, 46),
        rgb(104, 116, 62),
        rgb(66, 96, 66),
        rgb(150, 126, 58),
        rgb(142, 86, 48),
    ];
    leaves[rng.random_range(0..leaves.len())] * rng.random_range(0.85..1.25)
}

/// A ball of leaves around a middle.
fn add_blob(stage: &mut Stage, middle: Vec3, radius: f32, leaf: Colour, rng: &mut ChaCha8Rng) {
    let seed: u32 = rng.random();
    let outer = radius * 1.15;
    stage.card(middle - vec3(0.0, outer, 0.0), 2.0 * outer, 2.0 * outer, move |u, v| {
        let (x, y) = ((u - outer) / radius, (v - outer) / radius);
        let edge = cloudy(u * 2.6, v * 2.6, seed);
        let from_middle = (x * x + y * y).sqrt();
        let gap = smooth(u * 5.5, v * 5.5, seed ^ 1);
        if from_middle > 0.55 + 0.6 * edge || gap < 0.12 + 0.3 * (from_middle - 0.3).max(0.0) {
            return None;
        }
        let light = 0.45 + 0.9 * cloudy(u * 6.0, v * 6.0, seed ^ 2);
        let lean = (gap - 0.5) * 0.8;
        let (across, up) = ((x * 0.6 + lean).clamp(-0.8, 0.8), (y * 0.5 + 0.15).clamp(-0.55, 0.55));
        Some(Paint::matt(leaf * light, Class::Vegetation).tilt(across * 0.8, up))
    });
}
