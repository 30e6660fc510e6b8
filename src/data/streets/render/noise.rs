//! Repeatable randomness over a plane: textures and ragged outlines.

/// A number in [0, 1) that depends on a lattice point and a seed only.
pub fn lattice(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77) ^ seed;
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    h ^= h >> 15;
    (h >> 8) as f32 / (1 << 24) as f32
}

/// The integer below and the rest. Faster than `f32::floor`, which is a call without SSE 4.1.
fn split(value: f32) -> (i32, f32) {
    let towards_zero = value as i32;
    let below = towards_zero.wrapping_sub(i32::from(value < towards_zero as f32));
    (below, value - below as f32)
}

/// Smooth noise in [0, 1) with one bump per unit.
pub fn smooth(u: f32, v: f32, seed: u32) -> f32 {
    let ((x, s), (y, t)) = (split(u), split(v));
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (s, t) = (ease(s), ease(t));
    let (right, above) = (x.wrapping_add(1), y.wrapping_add(1));
    let low = lattice(x, y, seed) * (1.0 - s) + lattice(right, y, seed) * s;
    let high = lattice(x, above, seed) * (1.0 - s) + lattice(right, above, seed) * s;
    low * (1.0 - t) + high * t
}

/// Three octaves of smooth noise, in [0, 1).
pub fn cloudy(u: f32, v: f32, seed: u32) -> f32 {
    let second = smooth(u * 2.03 + 17.1, v * 2.03 - 5.3, seed ^ 0x51);
    let third = smooth(u * 4.1 - 3.7, v * 4.1 + 11.9, seed ^ 0xA7);
    (smooth(u, v, seed) * 4.0 + second * 2.0 + third) / 7.0
}
