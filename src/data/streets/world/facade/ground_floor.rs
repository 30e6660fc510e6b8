//! The ground floor of a facade: doors, shop windows and posters.

use super::{Facade, GROUND};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, cloudy, grey, lattice, rgb};

impl Facade {
    /// What is at a place of the ground floor.
    pub(super) fn ground_floor(&self, u: f32, v: f32) -> Paint {
        let bay = (u / self.bay).floor();
        let a = u - (bay + 0.5) * self.bay;
        let chance = lattice(bay as i32, -7, self.seed);
        let door = chance < 0.22;
        if door && a.abs() < 0.55 && v < 2.3 {
            let panel = a.abs() < 0.4 && (0.3..2.0).contains(&v) && (v - 1.1).abs() > 0.1;
            let colour = self.shutters.unwrap_or(rgb(84, 58, 40)) * (0.5 + chance * 3.0);
            return Paint::matt(colour * if panel { 0.75 } else { 1.0 }, Class::Building);
        }
        match self.shop {
            Some(colour) => self.shop_front(u, a, v, colour, chance),
            None => {
                let b = v - self.window.2 - 0.2;
                let (width, height) = (self.window.0, self.window.1);
                let window = if door { None } else { self.window(a, b, width, height, chance) };
                window.or_else(|| self.poster(u, v)).unwrap_or_else(|| self.plain(u, v))
            }
        }
    }

    /// A sign board with letters over display windows.
    fn shop_front(&self, u: f32, a: f32, v: f32, colour: Colour, chance: f32) -> Paint {
        if v > GROUND - 0.75 {
            let letter = lattice((u / 0.28).floor() as i32, 3, self.seed) > 0.4;
            let written = letter && (GROUND - 0.55..GROUND - 0.2).contains(&v) && u.rem_euclid(0.28) < 0.2;
            return Paint::matt(if written { grey(235) } else { colour }, Class::Building);
        }
        if v < 0.45 || a.abs() > self.bay / 2.0 - 0.12 {
            return Paint::matt(colour * 0.6, Class::Building);
        }
        let wares = cloudy(u * 1.7, v * 2.2, self.seed ^ 11);
        let lit = rgb(200, 180, 140) * (wares * 0.5 * (0.4 + chance));
        Paint::matt(lit, Class::Building).gloss(self.glass * 0.7)
    }

    /// Bright boards on a wall, round and square: they look like traffic signs and are none.
    fn poster(&self, u: f32, v: f32) -> Option<Paint> {
        let (a, b) = (u.rem_euclid(1.3) - 0.65, v - 1.7);
        let chance = lattice((u / 1.3).floor() as i32, 21, self.seed);
        if chance > 0.2 * self.texture {
            return None;
        }
        let round = chance * 37.0 % 1.0 < 0.5;
        let inside = if round { a * a + b * b < 0.12 } else { a.abs() < 0.4 && b.abs() < 0.55 };
        let colours = [rgb(190, 40, 40), rgb(40, 80, 170), rgb(230, 200, 60), grey(230)];
        let colour = colours[(chance * 101.0) as usize % 4];
        inside
            .then(|| Paint::matt(colour * (0.7 + 0.5 * cloudy(u * 4.0, v * 4.0, self.seed)), Class::Building))
    }
}
