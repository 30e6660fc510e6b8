//! How sure a mean difference is, by all that it depends on by chance: the seeds of the runs and the choice of images.

use crate::compare::{quantile, two_sided};
use crate::results::Spread;

/// With this chance an effect is to be seen, when one asks how large it must be or how many seeds it needs.
pub const POWER: f64 = 0.8;

/// More seeds than this are not worth asking for.
const MOST: usize = 100;

/// A mean difference with its independent sources of chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    mean: f64,
    seeds: usize,
    /// Deviation over seeds of the differences; `None` where nothing in the runs is drawn.
    deviation: Option<f64>,
    images: Option<Sampling>,
}

/// What another choice of images would change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// Images, or pairs of images, that were evaluated.
    pub images: usize,
    /// Standard error of the mean difference over choices of so many.
    pub error: f64,
}

impl Estimate {
    /// From the differences of runs with the same seed, on the same images. `None` where they say nothing of how sure their
    /// mean is: one seed of runs that draw, or no word on images of runs that do not.
    pub fn new(differences: &[f64], drawn: bool, images: Option<Sampling>) -> Option<Self> {
        let Spread { mean, deviation } = Spread::of(differences)?;
        let is_known = if drawn { deviation.is_some() } else { images.is_some() };
        let seeds = differences.len();
        is_known.then_some(Estimate { mean, seeds, deviation: deviation.filter(|_| drawn), images })
    }

    /// The mean difference.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard error and degrees of freedom with so many seeds. Errors of independent sources add as squares; what freedom
    /// their sum has is Welch's and Satterthwaite's approximation.
    fn with(&self, seeds: usize) -> (f64, f64) {
        let of_seeds = self.deviation.map(|s| (s * s / seeds as f64, seeds as f64 - 1.0));
        let of_images = self.images.map(|images| (images.error.powi(2), images.images as f64 - 1.0));
        let sources = || of_seeds.into_iter().chain(of_images);
        let variance: f64 = sources().map(|(variance, _)| variance).sum();
        let spent: f64 = sources().map(|(variance, freedom)| variance.powi(2) / freedom).sum();
        let least = sources().map(|(_, freedom)| freedom).fold(f64::INFINITY, f64::min);
        (variance.sqrt(), if spent > 0.0 { variance.powi(2) / spent } else { least })
    }

    /// How likely a mean as far from 0 would be if there were no difference.
    pub fn p(&self) -> f64 {
        let (error, freedom) = self.with(self.seeds);
        match (self.mean == 0.0, error == 0.0) {
            (true, _) => 1.0,
            (false, true) => 0.0,
            (false, false) => two_sided(freedom, self.mean.abs() / error),
        }
    }

    /// Half width of the interval that leaves out the true value in a share `level` of cases.
    pub fn half_width(&self, level: f64) -> f64 {
        let (error, freedom) = self.with(self.seeds);
        scaled(error, quantile(freedom, 1.0 - level / 2.0))
    }

    /// The smallest true difference that would be seen, at a level, with a chance of [`POWER`].
    pub fn detectable(&self, level: f64) -> f64 {
        self.detectable_with(self.seeds, level)
    }

    fn detectable_with(&self, seeds: usize, level: f64) -> f64 {
        let (error, freedom) = self.with(seeds);
        let reach = quantile(freedom, 1.0 - level / 2.0).zip(quantile(freedom, POWER)).map(|(a, b)| a + b);
        scaled(error, reach)
    }

    /// So many seeds in all would show the difference that was measured, if it is the true one, with a chance of [`POWER`];
    /// `None` where a hundred more than there are would not.
    pub fn seeds_to_see_it(&self, level: f64) -> Option<usize> {
        self.deviation?;
        (self.seeds + 1..=self.seeds + MOST)
            .find(|&seeds| self.detectable_with(seeds, level) <= self.mean.abs())
    }

    /// Would the choice of images alone hide the difference, however many seeds there were?
    pub fn is_hidden_by_images(&self, level: f64) -> bool {
        let alone = Estimate { deviation: None, ..*self };
        self.images.is_some() && alone.detectable(level) > self.mean.abs()
    }
}

/// No error leaves no doubt, whatever the freedom.
fn scaled(error: f64, factor: Option<f64>) -> f64 {
    match factor {
        _ if error == 0.0 => 0.0,
        Some(factor) => factor * error,
        None => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::LEVEL;

    fn near(found: f64, right: f64) {
        assert!((found - right).abs() < 1e-3 * right.abs(), "{found} instead of {right}");
    }

    #[test]
    fn of_seeds_alone_it_is_students_test() {
        let differences = [1.0, 2.0, 3.0];
        let estimate = Estimate::new(&differences, true, None).unwrap();
        near(estimate.half_width(LEVEL), 4.3027 / 3f64.sqrt());
        // t = 2·√3 with 2 degrees of freedom, in closed form.
        let t = 2.0 * 3f64.sqrt();
        near(estimate.p(), 1.0 - t / (2.0 + t * t).sqrt());
    }

    #[test]
    fn seeds_and_images_add_as_squares_with_the_freedom_of_both() {
        let images = Sampling { images: 101, error: 0.4 };
        let both = Estimate::new(&[1.0, 2.0, 3.0], true, Some(images)).unwrap();
        // 1/3 + 0.16, and its square over (1/9)/2 + 0.0256/100.
        let variance: f64 = 1.0 / 3.0 + 0.16;
        let freedom = variance.powi(2) / (1.0 / 18.0 + 0.0256 / 100.0);
        near(both.half_width(LEVEL), quantile(freedom, 0.975).unwrap() * variance.sqrt());
        let alone = Estimate::new(&[2.0], false, Some(images)).unwrap();
        near(alone.half_width(LEVEL), 1.98397 * 0.4);
        near(alone.p(), 2.4502e-6);
    }

    #[test]
    fn what_would_be_seen_and_how_many_seeds_it_takes() {
        // Mean 1, deviation 1. With ten seeds t = 2.262 at 95 %, 0.883 at 80 %: 3.145 / √10 = 0.995.
        let estimate = Estimate::new(&[0.0, 1.0, 2.0], true, None).unwrap();
        near(estimate.detectable(LEVEL), (4.3027 + 1.0607) / 3f64.sqrt());
        assert_eq!(estimate.seeds_to_see_it(LEVEL), Some(10));
        let images = |error| Some(Sampling { images: 1000, error });
        let small = Estimate::new(&[0.0, 1.0, 2.0], true, images(0.5)).unwrap();
        assert!(small.is_hidden_by_images(LEVEL) && small.seeds_to_see_it(LEVEL).is_none());
        let large = Estimate::new(&[0.0, 1.0, 2.0], true, images(0.1)).unwrap();
        assert!(!large.is_hidden_by_images(LEVEL));
        assert_eq!(large.seeds_to_see_it(LEVEL), Some(11));
    }

    #[test]
    fn one_seed_or_no_word_on_images_says_nothing_and_equal_differences_leave_no_doubt() {
        assert_eq!(Estimate::new(&[1.0], true, None), None);
        assert_eq!(Estimate::new(&[1.0, 1.0], false, None), None);
        let equal = Estimate::new(&[0.5, 0.5], true, None).unwrap();
        assert_eq!((equal.p(), equal.half_width(LEVEL)), (0.0, 0.0));
        assert_eq!(Estimate::new(&[0.0, 0.0], true, None).unwrap().p(), 1.0);
    }
}
