//! Many comparisons at once: Holm's correction (S. Holm, *A simple sequentially rejective multiple test procedure*,
//! Scandinavian Journal of Statistics 6, 1979).
//!
//! Of twenty metrics that did not change, one leaves its own 95 % interval. What is corrected over are the comparisons
//! that a reader looks through at once for the ones that stand out: the variants (and heads) of one experiment in one
//! metric, a block of one table. Other metrics ask other questions, and are mostly functions of the same predictions;
//! other experiments are other tables. Then the chance that a block without any difference has a line marked worse or
//! better is 5 % at most, however the lines depend on each other.

use super::interval::LEVEL;

/// What becomes of a p-value among several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corrected {
    /// Holm's adjusted p-value: below [`LEVEL`] where the comparison is significant.
    pub p: f64,
    /// The level that the comparison was tested at: an interval of this level leaves out 0 exactly where it is
    /// significant.
    pub level: f64,
}

/// Corrects p-values of comparisons that are looked at together, in their order. The smallest is tested at the level
/// divided by their number, the next at the level divided by one less, and so on; the first that fails ends it.
pub fn holm(p: &[f64]) -> Vec<Corrected> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut corrected = vec![Corrected { p: 1.0, level: LEVEL }; p.len()];
    let (mut most, mut last) = (0.0, None);
    for (step, place) in order.into_iter().enumerate() {
        let left = (p.len() - step) as f64;
        most = (p[place] * left).min(1.0).max(most);
        let level = last.unwrap_or(LEVEL / left);
        if most >= LEVEL {
            last = Some(level);
        }
        corrected[place] = Corrected { p: most, level };
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn adjusted(p: &[f64]) -> Vec<f64> {
        holm(p).into_iter().map(|corrected| corrected.p).collect()
    }

    #[test]
    fn p_values_are_adjusted_as_elsewhere() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"); Holm's procedure by hand: 4, 3, 2, 1 times the sorted ones.
        let near = |found: Vec<f64>, right: &[f64]| {
            assert!(found.iter().zip(right).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        };
        near(adjusted(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]);
        near(adjusted(&[0.01, 0.02, 0.03, 0.04, 0.05]), &[0.05, 0.08, 0.09, 0.09, 0.09]);
        near(adjusted(&[0.9, 0.8]), &[1.0, 1.0]);
        assert_eq!(adjusted(&[0.03]), [0.03], "one comparison needs no correction");
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn correction_keeps_the_order_and_never_makes_a_difference_surer() {
        let mut random = ChaCha8Rng::seed_from_u64(7);
        for _ in 0..2000 {
            let many = random.random_range(1..13);
            let p: Vec<f64> = (0..many).map(|_| random.random::<f64>().powi(4)).collect();
            let found = holm(&p);
            for (a, one) in p.iter().zip(&found) {
                assert!(one.p >= *a && one.p <= (a * many as f64).clamp(*a, 1.0).max(one.p), "{p:?}");
                assert!(one.level <= LEVEL && one.level >= LEVEL / many as f64);
                assert_eq!(one.p < LEVEL, *a < one.level, "{p:?}: {found:?}");
                for (b, other) in p.iter().zip(&found) {
                    assert!(a > b || one.p <= other.p, "{p:?}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn one_more_comparison_makes_none_of_the_others_surer() {
        let mut random = ChaCha8Rng::seed_from_u64(8);
        for _ in 0..500 {
            let p: Vec<f64> =
                (0..random.random_range(2..10)).map(|_| random.random::<f64>().powi(4)).collect();
            let (fewer, all) = (adjusted(&p[1..]), adjusted(&p));
            assert!(fewer.iter().zip(&all[1..]).all(|(fewer, more)| fewer <= more), "{p:?}");
        }
    }
}
