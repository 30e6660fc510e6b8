//! One person: a flat figure of limbs that faces the camera.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Vec3, grey, rgb, smooth};
use crate::data::streets::world::stage::Stage;

/// A figure; places on it are shares of its height, x from its middle and y above the ground.
#[derive(Debug, Clone)]
pub struct Person {
    height: f32,
    /// How far each foot is from the middle: the stride.
    feet: (f32, f32),
    hands: (f32, f32),
    /// How far down the coat or skirt reaches.
    hem: f32,
    build: f32,
    skin: Colour,
    hair: Colour,
    top: Colour,
    legs: Colour,
    bag: Option<(f32, Colour)>,
    seed: u32,
}

impl Person {
    /// A random person.
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        let child = rng.random_bool(0.12);
        let stride = rng.random_range(0.0..0.13);
        let skins = [rgb(226, 178, 150), rgb(200, 148, 116), rgb(146, 100, 74), rgb(92, 62, 48)];
        let hairs = [rgb(40, 30, 24), rgb(84, 60, 40), rgb(160, 126, 78), grey(170), rgb(120, 40, 30)];
        Person {
            height: if child { rng.random_range(1.0..1.4) } else { rng.random_range(1.55..1.92) },
            feet: (-stride - 0.03, stride + 0.03),
            hands: (rng.random_range(-0.17..-0.1), rng.random_range(0.1..0.17)),
            hem: if rng.random_bool(0.3) { rng.random_range(0.26..0.4) } else { 0.47 },
            build: rng.random_range(0.85..1.25),
            skin: skins[rng.random_range(0..skins.len())],
            hair: hairs[rng.random_range(0..hairs.len())],
            top: cloth(rng),
            legs: cloth(rng).mix(rgb(46, 54, 78), 0.5),
            bag: rng.random_bool(0.3).then(|| (rng.random_range(-0.17..0.17), cloth(rng))),
            seed: rng.random(),
        }
    }

    /// Adds the figure to the stage.
    pub fn put_up(self, stage: &mut Stage, foot: Vec3) {
        let (height, width) = (self.height, self.height * 0.5);
        stage.card(foot, width, height, move |u, v| self.paint(u / height - 0.25, v / height));
    }

    fn paint(&self, x: f32, y: f32) -> Option<Paint> {
        let (colour, lean) = self.part(x, y)?;
        let folds = 0.75 + 0.5 * smooth(x * 22.0, y * 16.0, self.seed);
        Some(Paint::matt(colour * folds, Class::Person).tilt(lean.clamp(-0.85, 0.85), 0.0))
    }

    /// Colour of the part at a place and how far it leans to the right there, front parts first.
    fn part(&self, x: f32, y: f32) -> Option<(Colour, f32)> {
        let head = limb((x, y), (0.0, 0.925), (0.0, 0.95), 0.05);
        if let Some(lean) = head {
            let hair = y > 0.955 || lean.abs() > 0.75 && y > 0.92;
            return Some((if hair { self.hair } else { self.skin }, lean));
        }
        if let Some((at, colour)) = self.bag
            && let Some(lean) = limb((x, y), (at, 0.5), (at, 0.6), 0.06)
        {
            return Some((colour, lean));
        }
        for (shoulder, hand) in [(-0.1, self.hands.0), (0.1, self.hands.1)] {
            let elbow = ((shoulder * self.build + hand) * 0.55, 0.63);
            if let Some(lean) = limb((x, y), (hand, 0.46), (hand, 0.47), 0.022) {
                return Some((self.skin, lean));
            }
            let upper = limb((x, y), (shoulder * self.build, 0.795), elbow, 0.033);
            if let Some(lean) = upper.or_else(|| limb((x, y), elbow, (hand, 0.48), 0.027)) {
                return Some((self.top * 0.85, lean));
            }
        }
        let trunk = self.build * (0.1 - 0.03 * (1.0 - ((y - 0.6) / 0.2).abs()).max(0.0));
        if y > self.hem && y < 0.83 && x.abs() < trunk * (1.0 - ((y - 0.76).max(0.0) * 7.0).powi(2)) {
            return Some((self.top, x / trunk));
        }
        if limb((x, y), (0.0, 0.85), (0.0, 0.9), 0.028).is_some() {
            return Some((self.skin * 0.8, 0.0));
        }
        for foot in [self.feet.0, self.feet.1] {
            if let Some(lean) = limb((x, y), (foot, 0.02), (foot + 0.03, 0.018), 0.022) {
                return Some((grey(38), lean));
            }
            if let Some(lean) = limb((x, y), (foot * 0.4, 0.5), (foot, 0.05), 0.048 - 0.02 * (0.5 - y)) {
                return Some((self.legs, lean));
            }
        }
        None
    }
}

/// Is a place within `radius` of the line from `a` to `b`? Then how far it is to the line's right or left,
/// −1 to 1.
fn limb(place: (f32, f32), a: (f32, f32), b: (f32, f32), radius: f32) -> Option<f32> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (px, py) = (place.0 - a.0, place.1 - a.1);
    let share = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ex, ey) = (px - share * dx, py - share * dy);
    (ex * ex + ey * ey < radius * radius).then_some(ex / radius)
}

fn cloth(rng: &mut ChaCha8Rng) -> Colour {
    let cloths = [
        grey(34),
        grey(60),
        grey(120),
        grey(215),
        rgb(40, 52, 88),
        rgb(60, 90, 140),
        rgb(150, 34, 40),
        rgb(196, 90, 40),
        rgb(206, 176, 70),
        rgb(56, 92, 64),
        rgb(120, 90, 66),
        rgb(150, 100, 150),
    ];
    cloths[rng.random_range(0..cloths.len())]
}
