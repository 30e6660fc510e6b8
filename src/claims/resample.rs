//! The paired bootstrap over images (B. Efron, R. Tibshirani, *An Introduction to the Bootstrap*, 1993): images are drawn
//! again from those that were evaluated, the same ones for all runs, and scores are computed anew.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::estimate::Sampling;
use crate::metrics::Terms;
use crate::results::Spread;

/// Choices of images: the standard error is known to 2 %.
const CHOICES: usize = 1000;
/// The same choices each time, so that equal tables give equal verdicts.
const SEED: u64 = 0x0069_6D61_6765_7321;

/// What another choice of images would change in the mean over `pairs` of runs of `score − times · bound`. `None` where
/// some run does not tell its images, tells others than the first, or there is only one.
pub fn sampling(pairs: &[(&[Terms], &[Terms])], times: f64) -> Option<Sampling> {
    let images = pairs.first()?.0.len();
    let told = |terms: &[Terms]| terms.len() == images;
    if images < 2 || !pairs.iter().all(|(own, bound)| told(own) && told(bound)) {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut chosen = vec![0.0; images];
    let mut differences = Vec::with_capacity(CHOICES);
    for _ in 0..CHOICES {
        chosen.fill(0.0);
        (0..images).for_each(|_| chosen[random.random_range(0..images)] += 1.0);
        let score = |terms: &[Terms]| {
            let mut sum = Terms::default();
            for (image, &times) in terms.iter().zip(&chosen).filter(|(_, times)| **times > 0.0) {
                sum.add(image, times);
            }
            sum.score()
        };
        let difference = |(own, bound): &(&[Terms], &[Terms])| Some(score(own)? - times * score(bound)?);
        // A choice in which nothing counts says nothing.
        let all: Option<Vec<f64>> = pairs.iter().map(difference).collect();
        differences.extend(all.map(|all| all.iter().sum::<f64>() / all.len() as f64));
    }
    // Choices from the images themselves vary less than choices from all that there are, as a deviation by n does.
    let n = images as f64;
    let error = Spread::of(&differences)?.deviation? * (n / (n - 1.0)).sqrt();
    Some(Sampling { images, error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(shares: &[f64]) -> Vec<Terms> {
        shares.iter().map(|&share| Terms(vec![[share, 1.0]])).collect()
    }

    #[test]
    fn the_error_of_a_mean_is_its_deviation_by_the_root_of_the_images() {
        let own: Vec<f64> = (0..64).map(|image| f64::from(image % 8) / 8.0).collect();
        let zero = shares(&[0.0; 64]);
        let found = sampling(&[(&shares(&own), &zero)], 1.0).unwrap();
        let right = (own.iter().map(|share| (share - 0.4375).powi(2)).sum::<f64>() / 63.0).sqrt() / 8.0;
        assert_eq!(found.images, 64);
        assert!((found.error / right - 1.0).abs() < 0.07, "{} instead of {right}", found.error);
    }

    #[test]
    fn what_is_the_same_in_both_runs_is_no_chance() {
        let own: Vec<f64> = (0..40).map(|image| f64::from(image % 5) / 10.0).collect();
        let more: Vec<f64> = own.iter().map(|share| share + 0.25).collect();
        let found = sampling(&[(&shares(&more), &shares(&own))], 1.0).unwrap();
        assert!(found.error < 1e-12, "{}", found.error);
        let same = sampling(&[(&shares(&own), &shares(&own))], 1.0).unwrap();
        assert_eq!(same.error, 0.0);
    }

    #[test]
    fn runs_on_other_images_or_without_any_word_on_them_say_nothing() {
        assert_eq!(sampling(&[(&shares(&[0.5; 3]), &shares(&[0.5; 4]))], 1.0), None);
        assert_eq!(sampling(&[(&[], &[])], 1.0), None);
        assert_eq!(sampling(&[(&shares(&[0.5]), &shares(&[0.5]))], 1.0), None);
        assert_eq!(sampling(&[], 1.0), None);
    }
}
