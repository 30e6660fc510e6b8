//! One car: its side profile extruded across its width.

use super::body::Body;
use super::profile::Part;
use crate::data::streets::class::Class;
use crate::data::streets::render::{Paint, Rectangle, Surface, Vec3, grey, vec3};
use crate::data::streets::world::stage::Stage;

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
