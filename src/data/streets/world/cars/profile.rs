//! Side profiles of three kinds of car.

use Part::{Bumper, Glass, Metal, Nose, Tail};

/// What a strip between two points of the profile is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    Bumper,
    Tail,
    Metal,
    Glass,
    Nose,
}

/// A profile from the lower rear to the lower front: (metres ahead of the middle, metres above the road,
/// what the strip to the next point is).
pub type Profile = [(f32, f32, Part); 10];

pub const SALOON: Profile = [
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
pub const HATCHBACK: Profile = [
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
pub const VAN: Profile = [
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
