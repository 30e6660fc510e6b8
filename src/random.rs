//! Seeds made from seeds. Every random draw of a run comes from the run's seed through here.

/// A seed, or 64 random bits, for the `number`-th thing of its kind: neighbours get unrelated draws
/// (the SplitMix64 generator of Steele, Lea and Flood, 2014, that starts at `seed`).
#[inline(always)] // kernels draw per element, inside loops that are to be vectorised
pub fn mix(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::mix;

    #[test]
    fn neighbouring_seeds_and_numbers_differ() {
        let seeds: std::collections::BTreeSet<u64> =
            (0..8).flat_map(|seed| (0..8).map(move |number| mix(seed, number))).collect();
        assert_eq!(seeds.len(), 64);
    }
}
