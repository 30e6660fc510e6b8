//! One car: a side profile extruded across its width, with windows, lights and wheels.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::stage::Stage;
use crate::data::streets::class::Class;
use crate::data::streets::render::{Colour, Paint, Rectangle, Surface, Vec3, grey, rgb, vec3};

/// What a strip between two points of the profile is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Bumper,
    Tail,
    Metal,
    Glass,
    Nose,
}

use Part::{Bumper, Glass, Metal, Nose, Tail};

/// A profile from the lower rear to the lower front: (metres ahead of the middle, metres above the road,
/// what the strip to the next point is).
type Profile = [(f32, f32, Part); 10];

const SALOON: Profile = [
    (-2.2, 0.25, Bumper),
    (-2.26, 0.55, Tail),
    (-2.2, 0.96, Metal),
    (-1.6, 1.0, Glass),
    (-0.9, 1.4, Metal),
    (0.25, 1.44, Glass),
    (1.05, 0.98, Metal),
    (1.95, 0.82, Nose),
    (2.24, 0.55, Bumper),
    (2.2, 0.25, Bumper),
];
const HATCHBACK: Profile = [
    (-1.95, 0.25, Bumper),
    (-2.0, 0.6, Tail),
    (-1.95, 0.98, Glass),
    (-1.55, 1.45, Metal),
    (0.2, 1.5, Glass),
    (1.0, 1.0, Metal),
    (1.4, 0.92, Metal),
    (1.8, 0.82, Nose),
    (2.0, 0.55, Bumper),
    (1.96, 0.25, Bumper),
];
const VAN: Profile = [
    (-2.5, 0.3, Bumper),
    (-2.52, 0.6, Tail),
    (-2.5, 1.2, Glass),
    (-2.35, 1.92, Metal),
    (-0.5, 2.0, Metal),
    (0.9, 1.96, Glass),
    (1.75, 1.2, Metal),
    (2.3, 0.98, Nose),
    (2.45, 0.6, Bumper),
    (2.42, 0.3, Bumper),
];

/// Shape and colour of a car.
#[derive(Debug, Clone)]
pub struct Body {
    profile: Profile,
    width: f32,
    /// Where windows begin, in metres above the road.
    belt: f32,
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

    pub fn width(&self) -> f32 {
        self.width
    }

    fn roof(&self) -> f32 {
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
    fn axles(&self) -> [f32; 2] {
        let (rear, front) = (self.profile[1].0, self.profile[8].0);
        [rear + 0.2 * (front - rear), rear + 0.81 * (front - rear)]
    }

    /// A side as seen from the side; `along` from the middle, `above` the road.
    fn side(&self, along: f32, above: f32) -> Option<Paint> {
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
    fn strip(&self, part: Part, x: f32, above: f32, v: f32, height: f32, lit: bool) -> Option<Paint> {
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
            Tail if from_edge < 0.28 && share > 0.35 => {
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
        grey(225),
        grey(235),
        grey(26),
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
        rgb(214, 180, 60),
    ];
    paints[rng.random_range(0..paints.len())]
}

/// A car in its place on the road.
pub struct Car {
    pub body: Body,
    pub x: f32,
    pub z: f32,
    /// 1 if it faces down the street like the camera, −1 if it faces the camera.
    pub ahead: f32,
    /// Turn away from the street's direction, in radians.
    pub yaw: f32,
    /// Are its lights on?
    pub lit: bool,
}

impl Car {
    /// Adds the car's surfaces.
    pub fn put_up(&self, stage: &mut Stage) {
        let forward = vec3(self.yaw.sin(), 0.0, self.yaw.cos()) * self.ahead;
        let right = vec3(forward.z, 0.0, -forward.x);
        let middle = vec3(self.x, 0.0, self.z);
        let place =
            |x: f32, above: f32, along: f32| middle + right * x + vec3(0.0, above, 0.0) + forward * along;
        for pair in self.body.profile.windows(2) {
            let (from, to) = (place(0.0, pair[0].1, pair[0].0), place(0.0, pair[1].1, pair[1].0));
            self.add_strip(stage, pair[0].2, right, from, to);
        }
        for sign in [-1.0, 1.0] {
            self.add_side(stage, sign, right, forward, middle);
            for axle in self.body.axles() {
                // The tyre's tread, seen below the bumpers.
                let corner = place(sign * (self.body.width / 2.0 - 0.12) - 0.1, 0.0, axle - 0.28);
                let up = vec3(0.0, 1.0, 0.0);
                let rectangle = Rectangle { corner, across: right, up, width: 0.2, height: 0.5 };
                let tyre = |_: f32, _: f32| Paint::matt(grey(20), Class::Car);
                stage.surfaces.push(Surface::solid(rectangle, tyre).shadowless());
            }
        }
    }

    fn add_strip(&self, stage: &mut Stage, part: Part, right: Vec3, from: Vec3, to: Vec3) {
        let run = to - from;
        let height = run.length();
        let up = run * (1.0 / height);
        let (body, lit, half, bottom) = (self.body.clone(), self.lit, self.body.width / 2.0, from.y);
        // Fronts run down the profile; measure them from their lower edge, like backs.
        let falls = up.y < 0.0;
        let corner = from - right * half;
        let rectangle = Rectangle { corner, across: right, up, width: 2.0 * half, height };
        stage.surfaces.push(Surface::cut_out(rectangle, move |u, v| {
            let risen = if falls { height - v } else { v };
            body.strip(part, u - half, bottom + v * up.y, risen, height, lit)
        }));
    }

    /// One side: upright up to the belt, leaning inwards above it.
    fn add_side(&self, stage: &mut Stage, sign: f32, right: Vec3, forward: Vec3, middle: Vec3) {
        let half = self.body.width / 2.0;
        let (rear, front) = (self.body.profile[1].0, self.body.profile[8].0);
        let (belt, roof) = (self.body.belt, self.body.roof());
        let foot = middle + right * (sign * half) + forward * rear;
        let lean = vec3(0.0, roof - belt, 0.0) - right * (sign * 0.2);
        let slope = lean.length() / (roof - belt);
        let upright = vec3(0.0, 1.0, 0.0);
        let rectangle =
            Rectangle { corner: foot, across: forward, up: upright, width: front - rear, height: belt };
        let (lower, upper) = (self.body.clone(), self.body.clone());
        stage.surfaces.push(Surface::cut_out(rectangle, move |u, v| lower.side(rear + u, v)));
        let corner = foot + upright * belt;
        let rectangle = Rectangle { corner, up: lean.unit(), height: lean.length(), ..rectangle };
        stage.surfaces.push(Surface::cut_out(rectangle, move |u, v| upper.side(rear + u, belt + v / slope)));
    }
}
