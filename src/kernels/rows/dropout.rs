//! Dropout whose draws are a function of the seed and the element's position: nothing is stored between
//! the passes, and threads need not agree on an order.

use rayon::prelude::*;

use super::CHUNK_ELEMENTS;
use crate::random::mix;

/// Which elements are dropped, and what the others are multiplied by.
#[derive(Debug, Clone, Copy)]
pub struct Dropout {
    seed: u64,
    /// Elements whose 24 random bits are below are dropped.
    threshold: u32,
    scale: f32,
}

impl Dropout {
    /// Drops with probability `p`, 0 ≤ p < 1.
    pub fn new(p: f32, seed: u64) -> Self {
        Dropout {
            seed,
            threshold: (f64::from(p) * f64::from(1 << 24)).round() as u32,
            scale: 1.0 / (1.0 - p),
        }
    }

    /// What the element at this position is multiplied by: 0 or 1/(1 − p).
    #[inline(always)]
    pub fn factor(&self, position: u64) -> f32 {
        let kept = (mix(self.seed, position) >> 40) as u32 >= self.threshold;
        if kept { self.scale } else { 0.0 }
    }

    /// y += x where kept, scaled; the forward pass on y = 0, and the backward pass on gradients.
    pub fn accumulate(&self, x: &[f32], y: &mut [f32]) {
        y.par_chunks_mut(CHUNK_ELEMENTS)
            .zip(x.par_chunks(CHUNK_ELEMENTS))
            .enumerate()
            .for_each(|(chunk, (y, x))| accumulate_chunk(self, (chunk * CHUNK_ELEMENTS) as u64, x, y));
    }
}

vectorized! {
    fn accumulate_chunk(dropout: &Dropout, first: u64, x: &[f32], y: &mut [f32]) {
        for (i, (y, x)) in y.iter_mut().zip(x).enumerate() {
            *y += dropout.factor(first + i as u64) * x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_those_of_splitmix64() {
        // The published generator's first outputs from seed 1234567.
        let draws = [0, 1, 2].map(|position| mix(1_234_567, position));
        assert_eq!(draws, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn the_dropped_share_is_the_probability() {
        let dropout = Dropout::new(0.3, 9);
        let dropped = (0..100_000).filter(|&position| dropout.factor(position) == 0.0).count();
        assert!((29_500..30_500).contains(&dropped), "{dropped}");
    }
}
