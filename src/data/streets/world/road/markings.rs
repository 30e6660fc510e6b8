//! What is painted on the road: lanes, edges, parking bays, stop lines and zebra crossings.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::data::streets::render::{Colour, grey, rgb, smooth};
use crate::data::streets::world::street::Street;

/// Painted lines, as distances from the road's middle.
pub struct Markings {
    pub colour: Colour,
    kerb: f32,
    parking: [f32; 2],
    crossing: Option<(f32, f32)>,
    /// Dashes and gaps of the middle line in metres; no gaps make a solid line.
    dash: (f32, f32),
    edges: bool,
    zebra: bool,
    seed: u32,
    worn: f32,
}

impl Markings {
    /// A random style for a street.
    pub fn draw(street: &Street, rng: &mut ChaCha8Rng) -> Self {
        let colour = if rng.random_bool(0.12) { rgb(225, 180, 60) } else { grey(rng.random_range(195..240)) };
        let dash = if rng.random_bool(0.2) { (1.0, 0.0) } else { (3.0, rng.random_range(3.0..6.0)) };
        Markings {
            colour,
            kerb: street.kerb,
            parking: street.parking,
            crossing: street.crossing,
            dash,
            edges: rng.random_bool(0.5),
            zebra: rng.random_bool(0.75),
            seed: rng.random(),
            worn: rng.random_range(0.1..0.5),
        }
    }

    /// How much of the paint is left at a place, 0 where there is none.
    pub fn cover(&self, x: f32, z: f32) -> f32 {
        let kept = self.is_marked(x, z) && smooth(x * 3.0, z * 1.5, self.seed) > self.worn * 0.6;
        if kept { 0.9 - 0.5 * self.worn } else { 0.0 }
    }

    fn is_marked(&self, x: f32, z: f32) -> bool {
        let on_street = x.abs() < self.kerb - 0.2;
        if let Some((near, far)) = self.crossing
            && z > near - 5.5
            && z < far + 4.5
        {
            let zebra = (near - 4.0..near - 1.0).contains(&z) || (far + 1.0..far + 4.0).contains(&z);
            let stop = x > 0.1 && (near - 5.1..near - 4.7).contains(&z);
            return on_street && (stop || self.zebra && zebra && x.rem_euclid(1.1) < 0.55);
        }
        let middle = x.abs() < 0.07 && z.rem_euclid(self.dash.0 + self.dash.1) < self.dash.0;
        middle || self.edges && on_street && self.is_edge(x, z)
    }

    /// The line before the kerb, or the bays of a parking strip.
    fn is_edge(&self, x: f32, z: f32) -> bool {
        let parking = self.parking[usize::from(x > 0.0)];
        let inside = self.kerb - parking - x.abs();
        if parking == 0.0 {
            return (0.25..0.37).contains(&inside);
        }
        inside.abs() < 0.06 || inside < 0.0 && z.rem_euclid(5.6) < 0.12
    }
}
