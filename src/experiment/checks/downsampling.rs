//! Output strides and blocks (METHOD sections 3 and 5).

use super::{Check, mask};
use crate::experiment::settings::block_side;
use crate::models::{Adaptive, Downsampling};

/// Fine and coarse output strides of the adaptive networks.
const PAIRS: [(usize, usize); 4] = [(4, 8), (8, 16), (8, 32), (16, 32)];
/// The widest block, in lattice cells.
const WIDEST: usize = 64;

pub(super) fn check(downsampling: &Downsampling, check: &mut Check) {
    match downsampling {
        Downsampling::Regular(regular) => {
            let stride = regular.output_stride;
            let what = format!("{stride} is no output stride of these networks");
            check.require(
                [4, 8, 16, 32].contains(&stride),
                "downsampling.output_stride",
                what,
                "4, 8, 16 or 32",
            );
        }
        Downsampling::Adaptive(adaptive) => {
            pair(adaptive, check);
            mask::check(&adaptive.mask, "downsampling.mask", check);
            if let Some(fraction) = adaptive.expected_active {
                check.within(fraction, 0.0..=1.0, "downsampling.expected_active");
            }
        }
    }
}

fn pair(adaptive: &Adaptive, check: &mut Check) {
    let (fine, coarse) = (adaptive.fine, adaptive.coarse);
    if !PAIRS.contains(&(fine, coarse)) {
        let of_fine: Vec<_> = PAIRS.iter().filter(|pair| pair.0 == fine).collect();
        let path = if of_fine.is_empty() { "downsampling.fine" } else { "downsampling.coarse" };
        let what = format!("no network goes from output stride {fine} to {coarse}");
        check.require(false, path, what, "4 → 8, 8 → 16, 8 → 32 or 16 → 32");
        return;
    }
    let (block, coarsest) = (block_side(adaptive), coarse / fine);
    let good = block.is_power_of_two() && (coarsest..=WIDEST).contains(&block);
    let what = format!("blocks of {block} lattice cells do not divide into cells of output stride {coarse}");
    let help = format!("a power of two from {coarsest} to {WIDEST}");
    check.require(good, "downsampling.block", what, help);
}
