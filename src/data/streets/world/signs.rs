//! Traffic signs on posts: round, three-cornered, square and pointed boards.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::furniture::add_pole;
use super::stage::Stage;
use super::street::{KERB_HEIGHT, SIDES, Street};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Vec3, grey, rgb, vec3};

/// Adds posts with one or two boards along both kerbs.
pub fn add(stage: &mut Stage, street: &Street, rng: &mut ChaCha8Rng) {
    let amount = stage.settings.thin_objects;
    if amount == 0.0 {
        return;
    }
    for side in SIDES {
        let mut z = rng.random_range(7.0..22.0);
        while z < street.end.min(90.0) {
            if !street.is_crossed(z, 0.5) {
                let x = side * (street.kerb + rng.random_range(0.35..0.7));
                add_post(stage, vec3(x, KERB_HEIGHT, z), rng);
            }
            z += rng.random_range(9.0..28.0) / amount;
        }
    }
}

fn add_post(stage: &mut Stage, foot: Vec3, rng: &mut ChaCha8Rng) {
    let metal = grey(rng.random_range(110..190));
    let height = rng.random_range(2.5..3.3);
    add_pole(stage, foot, height, rng.random_range(0.032..0.05), metal);
    let mut top = height + 0.05;
    for _ in 0..rng.random_range(1..3) {
        let board = Board::draw(rng);
        // A hand's breadth before the post, so that the board hides it.
        let towards = vec3(stage.eye.x - foot.x, 0.0, stage.eye.z - foot.z).unit() * 0.08;
        top -= board.height();
        stage.card(foot + towards + vec3(0.0, top, 0.0), board.width(), board.height(), move |u, v| {
            board
                .colour(u - board.width() / 2.0, v - board.height() / 2.0)
                .map(|colour| Paint::matt(colour, Class::TrafficSign).gloss(0.04))
        });
        top -= 0.05;
    }
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    Round,
    Triangle,
    Square,
    Diamond,
    Plate,
}

/// A board; `size` is half its height in metres.
#[derive(Debug, Clone, Copy)]
struct Board {
    shape: Shape,
    size: f32,
    rim: Colour,
    field: Colour,
    symbol: Colour,
    /// Which of a few symbols is drawn.
    symbol_kind: u8,
}

impl Board {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let (red, blue, white, yellow) = (rgb(196, 24, 30), rgb(24, 76, 168), grey(236), rgb(242, 196, 24));
        let (black, green) = (grey(28), rgb(20, 110, 70));
        let (shape, rim, field, symbol) = match rng.random_range(0..8) {
            0 | 1 => (Shape::Round, red, white, black),
            2 => (Shape::Round, white, blue, white),
            3 => (Shape::Round, red, red, white),
            4 => (Shape::Triangle, red, white, black),
            5 => (Shape::Square, white, blue, white),
            6 => (Shape::Diamond, white, yellow, yellow),
            _ => (Shape::Plate, white, [blue, green, yellow, white][rng.random_range(0..4)], black),
        };
        let symbol_kind = rng.random_range(0..3);
        Board { shape, size: rng.random_range(0.28..0.4), rim, field, symbol, symbol_kind }
    }

    fn width(&self) -> f32 {
        self.size * if matches!(self.shape, Shape::Plate) { 3.6 } else { 2.0 }
    }

    fn height(&self) -> f32 {
        self.size * if matches!(self.shape, Shape::Plate) { 1.3 } else { 2.0 }
    }

    /// The colour at a place around the board's middle; None outside it.
    fn colour(&self, x: f32, y: f32) -> Option<Colour> {
        let (x, y) = (x / self.size, y / self.size);
        // 1 at the outline, 0 in the middle.
        let from_middle = match self.shape {
            Shape::Round => (x * x + y * y).sqrt(),
            Shape::Triangle => (-y).max(2.0 * x.abs() + y),
            Shape::Square => x.abs().max(y.abs()),
            Shape::Diamond => x.abs() + y.abs(),
            Shape::Plate => (x.abs() / 1.8).max(y.abs() / 0.65),
        };
        let symbol = match self.symbol_kind {
            0 => x.abs() < 0.16 && y.abs() < 0.45,
            1 => y.abs() < 0.16 && x.abs() < 0.5,
            _ => (x * x + y * y) < 0.12,
        };
        match from_middle {
            d if d > 1.0 => None,
            d if d > 0.74 => Some(self.rim),
            _ if symbol => Some(self.symbol),
            _ => Some(self.field),
        }
    }
}
