//! A flat scene: colours as a function of real coordinates.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::random::mix;

/// How far beyond the first image shapes lie, as a share of its sides: other images look there.
const BEYOND: f64 = 0.4;
/// Half the length of a shape, as a share of the image's height.
const SIZES: std::ops::Range<f64> = 0.012..0.09;
/// Pixels between the knots of the ground's coarsest noise.
const CLOUD: f64 = 40.0;

#[derive(Debug, Clone, Copy)]
enum Form {
    Disc,
    Bar,
    /// A square of which a quarter is missing.
    Corner,
}

#[derive(Debug, Clone)]
struct Shape {
    form: Form,
    centre: [f64; 2],
    size: f64,
    turn: [f64; 2],
    colour: [f32; 3],
}

impl Shape {
    fn covers(&self, y: f64, x: f64) -> bool {
        let (dy, dx) = (y - self.centre[0], x - self.centre[1]);
        if dy * dy + dx * dx > 2.0 * self.size * self.size {
            return false;
        }
        let [cos, sin] = self.turn;
        let (u, v) = ((dx * cos + dy * sin) / self.size, (dy * cos - dx * sin) / self.size);
        match self.form {
            Form::Disc => u * u + v * v <= 1.0,
            Form::Bar => u.abs() <= 1.0 && v.abs() <= 0.3,
            Form::Corner => u.abs() <= 1.0 && v.abs() <= 1.0 && (u < 0.0 || v < 0.0),
        }
    }
}

/// Shapes over cloudy ground.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    ground: [f32; 3],
    clouds: u64,
    /// The last lies on top.
    shapes: Vec<Shape>,
}

impl Scene {
    pub fn draw([height, width]: [u32; 2], shapes: usize, random: &mut ChaCha8Rng) -> Self {
        let (height, width) = (f64::from(height), f64::from(width));
        let ground = std::array::from_fn(|_| random.random_range(0.3..0.6));
        let clouds = random.random();
        let mut shape = || {
            let mut place = |side: f64| random.random_range(-BEYOND * side..(1.0 + BEYOND) * side);
            let centre = [place(height), place(width)];
            let angle = random.random_range(0.0..std::f64::consts::TAU);
            Shape {
                form: [Form::Disc, Form::Bar, Form::Corner][random.random_range(0..3_usize)],
                centre,
                size: height * random.random_range(SIZES),
                turn: [angle.cos(), angle.sin()],
                colour: std::array::from_fn(|_| random.random_range(0.05..0.95)),
            }
        };
        Scene { ground, clouds, shapes: (0..shapes).map(|_| shape()).collect() }
    }

    /// Red, green and blue at a place, in pixels of the first image, from 0 to 1.
    pub fn colour(&self, [y, x]: [f64; 2]) -> [f32; 3] {
        let shape = self.shapes.iter().rev().find(|shape| shape.covers(y, x));
        let base = shape.map_or(self.ground, |shape| shape.colour);
        let cloud =
            self.noise(y / CLOUD, x / CLOUD, 0) + 0.5 * self.noise(4.0 * y / CLOUD, 4.0 * x / CLOUD, 1);
        base.map(|value| (value + 0.12 * cloud as f32).clamp(0.0, 1.0))
    }

    /// Values from −1 to 1 at whole coordinates, smooth between them.
    fn noise(&self, y: f64, x: f64, octave: u64) -> f64 {
        let knot = |y: f64, x: f64| {
            let bits = mix(mix(self.clouds ^ octave, y as i64 as u64), x as i64 as u64);
            (bits >> 11) as f64 / (1u64 << 52) as f64 - 1.0
        };
        let (top, left) = (y.floor(), x.floor());
        let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
        let (v, u) = (smooth(y - top), smooth(x - left));
        let line = |y: f64| knot(y, left) * (1.0 - u) + knot(y, left + 1.0) * u;
        line(top) * (1.0 - v) + line(top + 1.0) * v
    }
}
