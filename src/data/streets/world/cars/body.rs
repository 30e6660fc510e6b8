//! A car's shape and paint: a side profile, and what is at each place of its sides and strips.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::profile::Part::{self, Bumper, Glass, Nose, Tail};
use super::profile::{HATCHBACK, Profile, SALOON, VAN};
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, grey, rgb};

/// Shape and colour of a car.
#[derive(Debug, Clone)]
pub struct Body {
    pub profile: Profile,
    pub width: f32,
    /// Where windows begin, in metres above the road.
    pub belt: f32,
    colour: Colour,
}

impl Body {
    /// A random car.
    pub fn draw(rng: &mut ChaCha8Rng) -> Self {
        let (mut profile, belt, width) = match rng.random_range(0..10) {
            0..4 => (SALOON, 0.97, 1.78),
            4..8 => (HATCHBACK, 0.98, 1.74),
            _ => (VAN, 1.2, 1.95),
        };
        let (length, height) = (rng.random_range(0.92..1.08), rng.random_range(0.95..1.12));
        for (along, above, _) in &mut profile {
            *along *= length;
            *above *= height;
        }
        Body { profile, width, belt: belt * height, colour: paint_colour(rng) }
    }

    /// The roof's height, in metres.
    pub fn roof(&self) -> f32 {
        self.profile.iter().map(|point| point.1).fold(0.0, f32::max)
    }

    /// Half the width at a height: the cabin narrows towards the roof.
    fn half_width(&self, above: f32) -> f32 {
        let share = ((above - self.belt) / (self.roof() - self.belt)).clamp(0.0, 1.0);
        self.width / 2.0 - 0.2 * share
    }

    /// Height of the profile at a place along it; 0 before and behind the car.
    fn top(&self, along: f32) -> f32 {
        let strip = self.profile.windows(2).find(|pair| (pair[0].0..pair[1].0).contains(&along));
        strip.map_or(0.0, |pair| {
            let share = (along - pair[0].0) / (pair[1].0 - pair[0].0);
            pair[0].1 + (pair[1].1 - pair[0].1) * share
        })
    }

    /// The places of the axles along the car.
    pub fn axles(&self) -> [f32; 2] {
        let (rear, front) = (self.profile[1].0, self.profile[8].0);
        [rear + 0.2 * (front - rear), rear + 0.81 * (front - rear)]
    }

    /// A side as seen from the side; `along` from the middle, `above` the road.
    pub fn side(&self, along: f32, above: f32) -> Option<Paint> {
        for axle in self.axles() {
            let from_axle = ((along - axle).powi(2) + (above - 0.32).powi(2)).sqrt();
            if from_axle < 0.33 {
                let rim = from_axle < 0.21 && from_axle > 0.05;
                return Some(Paint::matt(if rim { grey(135) } else { grey(24) }, Class::Car));
            }
        }
        let top = self.top(along);
        if above > top || above < 0.2 {
            return None;
        }
        let roof_near = self.top(along - 0.1).min(self.top(along + 0.1));
        let pillar = (along + 0.35).abs() < 0.05 || (along + 1.4).abs() < 0.06;
        if above > self.belt + 0.04 && above < roof_near - 0.08 && !pillar {
            return Some(Paint::matt(rgb(26, 30, 34), Class::Car).gloss(0.4));
        }
        let door = (along + 0.35).abs() < 0.012 || (along - 0.75).abs() < 0.012 || above < 0.3;
        Some(self.metal(if door { 0.5 } else { 0.8 + 0.2 * above / self.belt }))
    }

    fn metal(&self, shade: f32) -> Paint {
        Paint::matt(self.colour * shade, Class::Car).gloss(0.12)
    }

    /// A strip of the extruded profile; `x` from the middle, `above` the road, `v` up to `height` along it.
    pub fn strip(&self, part: Part, x: f32, above: f32, v: f32, height: f32, lit: bool) -> Option<Paint> {
        let half = self.half_width(above);
        let from_edge = half - x.abs();
        if from_edge < 0.0 {
            return None;
        }
        let share = v / height;
        let dark = Paint::matt(grey(32), Class::Car);
        let plate = x.abs() < 0.26 && (0.15..0.45).contains(&share);
        let paint = match part {
            Glass if from_edge > 0.09 && v > 0.06 && v < height - 0.06 => {
                Paint::matt(rgb(24, 28, 32), Class::Car).gloss(0.45)
            }
            Bumper if share < 0.4 => dark,
            Tail if from_edge < 0.2 && share > 0.4 => {
                Paint::matt(rgb(170, 16, 20) * if lit { 2.6 } else { 0.9 }, Class::Car)
            }
            Tail | Nose if plate => Paint::matt(grey(225), Class::Car),
            Nose if from_edge < 0.4 => {
                Paint::matt(grey(220) * if lit { 3.0 } else { 0.9 }, Class::Car).gloss(0.3)
            }
            Nose if from_edge > 0.5 => dark,
            _ => self.metal(1.0),
        };
        Some(paint)
    }
}

/// A car's paint: mostly white, black and greys, as on real streets.
pub fn paint_colour(rng: &mut ChaCha8Rng) -> Colour {
    let paints = [
        grey(205),
        grey(225),
        grey(235),
        grey(26),
        grey(30),
        grey(95),
        grey(40),
        grey(70),
        grey(120),
        grey(165),
        rgb(30, 50, 96),
        rgb(60, 92, 140),
        rgb(140, 24, 28),
        rgb(176, 40, 34),
        rgb(40, 70, 54),
        rgb(120, 100, 76),
        rgb(190, 160, 70),
    ];
    paints[rng.random_range(0..paints.len())]
}
