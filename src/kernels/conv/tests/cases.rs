//! Convolutions that between them take every path: windows, gathered taps, identity, strides, irregular
//! tables with virtual rows, split depths, last panels and last tiles of every kind.

use std::sync::Arc;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::grid::{KernelMap, Levels, Place, Tables};

/// One convolution.
pub struct Case {
    pub name: String,
    pub map: Arc<KernelMap>,
    pub c_in: usize,
    pub c_out: usize,
}

impl Case {
    fn new(name: &str, map: Arc<KernelMap>, c_in: usize, c_out: usize) -> Self {
        Case { name: format!("{name}, {c_in} to {c_out} channels"), map, c_in, c_out }
    }
}

/// A regular convolution of two images of 10×12.
pub fn regular(kernel: usize, step: usize, dilation: usize) -> Arc<KernelMap> {
    let tables = Tables::regular(2, 10, 12, 1).unwrap();
    let place = |stride| Place::Lattice { stride };
    tables.conv(place(1), place(step), kernel, dilation).unwrap()
}

/// A 3×3 convolution over cells of three sizes at depth 2, from the cells of a depth: 2, or 1 (strided).
pub fn adaptive(from: u8) -> Arc<KernelMap> {
    let active: Vec<bool> = (0..24).map(|block| block % 3 == 0 || block == 4).collect();
    let levels = Levels::from_blocks(&active, 16, 24, 4, 2).unwrap();
    let tables = Tables::new(16, 24, 1, vec![levels.clone(), levels]).unwrap();
    tables.conv(Place::Cells { depth: from }, Place::Cells { depth: 2 }, 3, 1).unwrap()
}

/// A table without any order: a fifth of its entries are −1, many outputs share an input.
pub fn scrambled(rows_in: usize, rows_out: usize, taps: usize) -> Arc<KernelMap> {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let entry = |_| if random.random_bool(0.2) { -1 } else { random.random_range(0..rows_in as i32) };
    Arc::new(KernelMap::new(rows_in, taps, (0..rows_out * taps).map(entry).collect()))
}

/// Channel counts that fill vectors and tiles, and that do not.
const CHANNELS: [(usize, usize); 13] = [
    (1, 1),
    (3, 19),
    (3, 64),
    (7, 16),
    (2, 33),
    (16, 16),
    (19, 19),
    (32, 32),
    (48, 17),
    (64, 2),
    (64, 64),
    (70, 130),
    (9, 128),
];

/// All maps that fit a quick test, with all channel counts, and a few deep ones.
pub fn cases() -> Vec<Case> {
    let maps = [
        ("identity", Arc::new(KernelMap::identity(133))),
        ("3×3", regular(3, 1, 1)),
        ("3×3 dilated", regular(3, 1, 2)),
        ("3×3 strided", regular(3, 2, 1)),
        ("1×1 strided", regular(1, 2, 1)),
        ("7×7 strided", regular(7, 2, 1)),
        ("adaptive 3×3", adaptive(2)),
        ("adaptive 3×3 strided", adaptive(1)),
        ("scrambled", scrambled(50, 91, 5)),
    ];
    let mut cases = Vec::new();
    for (name, map) in &maps {
        cases.extend(CHANNELS.map(|(c_in, c_out)| Case::new(name, map.clone(), c_in, c_out)));
    }
    cases.push(Case::new("deep", regular(3, 1, 1), 600, 80));
    cases.push(Case::new("deeper than a part", regular(3, 1, 1), 150, 24));
    cases.push(Case::new("deep identity", Arc::new(KernelMap::identity(9)), 1300, 96));
    cases.push(Case::new("wide", Arc::new(KernelMap::identity(140)), 300, 300));
    cases.push(Case::new("many rows", Arc::new(KernelMap::identity(9000)), 12, 20));
    cases.push(Case::new("many gathered rows", scrambled(700, 5200, 4), 3, 8));
    cases.push(Case::new("no rows", Arc::new(KernelMap::identity(0)), 16, 16));
    cases
}
