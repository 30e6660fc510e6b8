//! The noise of a learned mask's choices: drawn by seed, step and image, so that neither threads nor
//! interruptions change it.

use crate::grid::Tables;
use crate::random::mix;

/// Tells these draws from all others of a run.
const STREAM: u64 = 0x006D_6173_6B20_6E6F;

/// In place of a step: the noise of evaluation.
const EVALUATION: usize = usize::MAX >> 16;

/// The noise of a batch of evaluation by the number of its first image, [boxes, 2]. Runs evaluate one image at a time, so
/// that each has its own.
pub(super) fn of_evaluation(seed: u64, image: usize, tables: &Tables) -> Vec<f32> {
    noise(mix(seed, image as u64), 0, EVALUATION, tables)
}

/// Gumbel noise, −ln(−ln u), for the two scores of every box of a batch, [boxes, 2]; a step may have several draws.
pub fn noise(seed: u64, draw: usize, step: usize, tables: &Tables) -> Vec<f32> {
    let (height, width) = tables.lattice(2 * tables.fine_stride());
    let images = tables.images();
    let image = |number: usize| {
        let seed = mix(mix(seed, STREAM.wrapping_add(draw as u64)), (step * images + number) as u64);
        (0..2 * (height * width) as u64).map(move |draw| gumbel(mix(seed, draw)))
    };
    (0..images).flat_map(image).collect()
}

/// From 64 random bits.
fn gumbel(bits: u64) -> f32 {
    // The middle of one of 2⁵² equal parts of 0 … 1, so neither end is drawn.
    let uniform = ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64;
    -(-uniform.ln()).ln() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_has_the_moments_of_gumbel_and_differs_by_seed_step_and_image() {
        let tables = Tables::regular(2, 1024, 1024, 8).unwrap();
        let draws = noise(1, 0, 0, &tables);
        assert_eq!(draws.len(), 2 * 2 * 64 * 64);
        let count = draws.len() as f64;
        let mean = draws.iter().map(|&draw| f64::from(draw)).sum::<f64>() / count;
        let variance = draws.iter().map(|&draw| (f64::from(draw) - mean).powi(2)).sum::<f64>() / count;
        // Euler's constant and π²/6; four standard errors of 16 384 draws.
        assert!((mean - 0.577_216).abs() < 0.04, "{mean}");
        assert!((variance - 1.644_934).abs() < 0.11, "{variance}");
        let half = draws.len() / 2;
        assert_ne!(draws[..half], draws[half..]);
        assert_ne!(draws, noise(2, 0, 0, &tables));
        // Image 2 of two is the first of the next step, in a numbering over all images.
        assert_ne!(draws[half..], noise(1, 0, 1, &tables)[..half]);
        assert_ne!(draws, noise(1, 1, 0, &tables));
        assert_ne!(draws, of_evaluation(1, 0, &tables));
        assert_ne!(of_evaluation(1, 1, &tables), of_evaluation(1, 0, &tables));
        assert_eq!(draws, noise(1, 0, 0, &tables));
    }
}
