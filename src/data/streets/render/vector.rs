//! Three numbers: a place or direction in metres, or a colour in linear light.

use std::ops::{Add, Mul, Neg, Sub};

/// x to the right, y up, z along the street; or red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Vec3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Linear light or reflectance: x red, y green, z blue.
pub type Colour = Vec3;

/// A vector from its parts.
pub const fn vec3(x: f32, y: f32, z: f32) -> Vec3 {
    Vec3 { x, y, z }
}

/// A reflectance from a screen colour (0 to 255 each), with gamma 2.2 undone.
pub fn rgb(red: u8, green: u8, blue: u8) -> Colour {
    let linear = |value: u8| (f32::from(value) / 255.0).powf(2.2);
    vec3(linear(red), linear(green), linear(blue))
}

/// A grey reflectance from a screen grey.
pub fn grey(value: u8) -> Colour {
    rgb(value, value, value)
}

impl Vec3 {
    pub fn dot(self, other: Vec3) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    pub fn cross(self, other: Vec3) -> Vec3 {
        vec3(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The same direction at length 1. Only for vectors that are known not to vanish.
    pub fn unit(self) -> Vec3 {
        self * (1.0 / self.length())
    }

    /// This at share 0, the other at share 1.
    pub fn mix(self, other: Vec3, share: f32) -> Vec3 {
        self + (other - self) * share
    }

    /// Part by part.
    pub fn times(self, other: Vec3) -> Vec3 {
        vec3(self.x * other.x, self.y * other.y, self.z * other.z)
    }

    pub fn map(self, f: impl Fn(f32) -> f32) -> Vec3 {
        vec3(f(self.x), f(self.y), f(self.z))
    }
}

impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, other: Vec3) -> Vec3 {
        vec3(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, other: Vec3) -> Vec3 {
        vec3(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for Vec3 {
    type Output = Vec3;
    fn mul(self, factor: f32) -> Vec3 {
        vec3(self.x * factor, self.y * factor, self.z * factor)
    }
}

impl Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        self * -1.0
    }
}
