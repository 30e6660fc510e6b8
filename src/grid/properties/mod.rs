//! What must hold of every lattice and every pattern of levels, tried on some hundreds that are drawn: odd sides, single
//! lines, boxes of all sizes, and lattices that end before their levels do.

mod dense;
mod partition;
mod routes;

use std::ops::Range;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{KernelMap, Levels};

/// The seeds of the draws.
const SEEDS: Range<u64> = 0..150;
/// The coarsest level that is drawn, and the side of its boxes.
const COARSEST: u8 = 3;
const BOX: usize = 1 << COARSEST;

/// Levels of a few images on one lattice, which may end before they do.
struct Drawn {
    lattice: (usize, usize),
    images: Vec<Levels>,
}

impl Drawn {
    fn new(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut side = || if random.random_bool(0.2) { 1 } else { random.random_range(1..=21) };
        let lattice: (usize, usize) = (side(), side());
        let size = match seed % 3 {
            0 => (lattice.0.next_multiple_of(BOX), lattice.1.next_multiple_of(BOX)),
            _ => lattice,
        };
        let images = (0..random.random_range(1..=3)).map(|_| levels(size, &mut random)).collect();
        Drawn { lattice, images }
    }
}

/// Boxes of the coarsest level, each whole or in quarters at random; in quarters where the lattice ends within it.
fn levels((height, width): (usize, usize), random: &mut ChaCha8Rng) -> Levels {
    let mut level = vec![0; height * width];
    let mut left = Vec::new();
    for top in (0..height).step_by(BOX) {
        left.extend((0..width).step_by(BOX).map(|at| (top, at, COARSEST)));
    }
    while let Some((top, at, of)) = left.pop() {
        let side = 1usize << of;
        let inside = top + side <= height && at + side <= width;
        if inside && (of == 0 || random.random_bool(0.5)) {
            (top..top + side).for_each(|y| level[y * width + at..][..side].fill(of));
        } else if of > 0 {
            let quarter = |number: usize| (top + number / 2 * side / 2, at + number % 2 * side / 2, of - 1);
            left.extend((0..4).map(quarter));
        }
    }
    Levels::new(height, width, level).unwrap()
}

/// The table of a map, a row for each of its rows.
fn entries(map: &KernelMap) -> Vec<Vec<i32>> {
    (0..map.rows_out()).map(|row| (0..map.taps()).map(|tap| map.tap(row, tap)).collect()).collect()
}
