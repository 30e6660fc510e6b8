//! The face of a house: wall, windows, doors and shops. All of it is labelled building.

mod ground_floor;
mod palette;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

pub use self::palette::shop_colour;
use self::palette::wall_colour;
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, cloudy, grey, lattice, rgb};

/// How a wall is made.
#[derive(Debug, Clone, Copy)]
enum Pattern {
    Plaster,
    Brick,
    Stone,
    Panels,
}

/// A facade's design; lengths in metres.
#[derive(Debug, Clone)]
pub struct Facade {
    pub wall: Colour,
    pub trim: Colour,
    pub height: f32,
    pattern: Pattern,
    bay: f32,
    floor: f32,
    /// Width and height of a window, and of its sill above the floor.
    window: (f32, f32, f32),
    shutters: Option<Colour>,
    shop: Option<Colour>,
    glass: f32,
    texture: f32,
    seed: u32,
}

/// The ground floor's height.
const GROUND: f32 = 3.4;

impl Facade {
    /// A design for a house front of this width.
    pub fn draw(width: f32, texture: f32, rng: &mut ChaCha8Rng) -> Self {
        let floors = rng.random_range(2..7) as f32;
        let floor = rng.random_range(2.8..3.5);
        let bay = width / (width / rng.random_range(2.0..3.8)).round().max(1.0);
        let modern = rng.random_bool(0.2);
        let window = if modern {
            (bay - 0.25, floor - 0.7, 0.45)
        } else {
            (bay * rng.random_range(0.35..0.6), rng.random_range(1.3..1.9), rng.random_range(0.6..0.95))
        };
        let patterns = [Pattern::Plaster, Pattern::Plaster, Pattern::Brick, Pattern::Stone, Pattern::Panels];
        let pattern = patterns[rng.random_range(0..patterns.len())];
        let shutters = [rgb(60, 92, 70), rgb(96, 62, 48), rgb(70, 84, 110), grey(220)];
        Facade {
            wall: wall_colour(pattern, rng),
            trim: grey(rng.random_range(120..235)),
            height: GROUND + (floors - 1.0) * floor + 0.6,
            pattern,
            bay,
            floor,
            window,
            shutters: (!modern && rng.random_bool(0.3)).then(|| shutters[rng.random_range(0..4)]),
            shop: rng.random_bool(0.45).then(|| shop_colour(rng)),
            glass: if modern { rng.random_range(0.45..0.85) } else { rng.random_range(0.15..0.5) },
            texture,
            seed: rng.random(),
        }
    }

    /// What is at a place of the front; u from one end, v above the sidewalk.
    pub fn front(&self, u: f32, v: f32) -> Paint {
        if v > self.height - 0.5 {
            let dentil = v < self.height - 0.3 && u.rem_euclid(0.5) < 0.2;
            return Paint::matt(self.trim * if dentil { 0.6 } else { 1.0 }, Class::Building);
        }
        if v < GROUND {
            return self.ground_floor(u, v);
        }
        let (bay, floor) = ((u / self.bay).floor(), ((v - GROUND) / self.floor).floor());
        let a = u - (bay + 0.5) * self.bay;
        let b = v - GROUND - floor * self.floor - self.window.2;
        let chance = lattice(bay as i32, floor as i32, self.seed);
        self.window(a, b, self.window.0, self.window.1, chance).unwrap_or_else(|| self.plain(u, v))
    }

    /// The bare wall, as on a house's windowless side.
    pub fn plain(&self, u: f32, v: f32) -> Paint {
        let stains = cloudy(u * 0.25, v * 0.25, self.seed ^ 9) - 0.5;
        let soot = (-(v * 0.9)).exp() * 0.5;
        let shade = 1.0 + self.texture * (self.relief(u, v) + 0.3 * stains - soot * 0.5);
        Paint::matt(self.wall * shade.max(0.1), Class::Building)
    }

    fn relief(&self, u: f32, v: f32) -> f32 {
        let blocks = |width: f32, height: f32, depth: f32, joint: f32| {
            let row = (v / height).floor();
            let a = u / width + row * 0.5;
            let (s, t) = (a - a.floor(), v / height - row);
            let block = lattice(a.floor() as i32, row as i32, self.seed ^ 5) - 0.5;
            if s < joint * height / width || t < joint { -0.25 } else { depth * block }
        };
        match self.pattern {
            Pattern::Plaster => 0.12 * (cloudy(u * 3.0, v * 3.0, self.seed ^ 4) - 0.5),
            Pattern::Brick => blocks(0.3, 0.14, 0.5, 0.2),
            Pattern::Stone => blocks(0.9, 0.45, 0.35, 0.1),
            Pattern::Panels => blocks(self.bay, self.floor, 0.12, 0.03),
        }
    }

    /// A window around the middle of its lower edge, with frame, sill and shutters.
    fn window(&self, a: f32, b: f32, width: f32, height: f32, chance: f32) -> Option<Paint> {
        let half = width / 2.0;
        let side = a.abs() - half;
        if (-0.14..0.0).contains(&b) && side < 0.12 || (0.0..0.16).contains(&(b - height)) && side < 0.05 {
            return Some(Paint::matt(self.trim, Class::Building));
        }
        if !(0.0..height).contains(&b) || side > 0.45 {
            return None;
        }
        if side > 0.0 {
            let slat = if b.rem_euclid(0.16) < 0.05 { 0.7 } else { 1.0 };
            return self.shutters.map(|colour| Paint::matt(colour * slat, Class::Building));
        }
        let frame = side > -0.07 || b < 0.07 || b > height - 0.07 || a.abs() < 0.035;
        if frame {
            return Some(Paint::matt(self.trim * 0.9, Class::Building));
        }
        let curtain = b > height * (0.3 + 0.9 * chance);
        let inside = if curtain { grey(150) } else { rgb(38, 42, 48) * (0.4 + chance) };
        let gloss = self.glass * if curtain { 0.4 } else { 0.7 + 0.4 * chance };
        Some(Paint::matt(inside, Class::Building).gloss(gloss.min(0.9)))
    }
}
