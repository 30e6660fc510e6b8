//! What paired differences say: their mean, how sure it is, and how likely it would be by chance.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::results::Spread;

/// The share of comparisons without any difference that may be taken for one: intervals are 95 % ones.
pub const LEVEL: f64 = 0.05;

/// Student's test of paired differences: is their mean 0?
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    seeds: usize,
    mean: f64,
    deviation: f64,
}

impl Test {
    /// Of one difference per seed; `None` for fewer than two, which say nothing of their spread, and where their mean
    /// or spread is beyond all numbers.
    pub fn of(differences: &[f64]) -> Option<Test> {
        let Spread { mean, deviation } = Spread::of(differences)?;
        let test = Test { seeds: differences.len(), mean, deviation: deviation? };
        (test.mean.is_finite() && test.deviation.is_finite()).then_some(test)
    }

    /// How likely a mean as far from 0 would be if there were no difference, from 0 to 1.
    pub fn p(&self) -> f64 {
        let error = self.deviation / (self.seeds as f64).sqrt();
        match (self.mean == 0.0, error == 0.0) {
            (true, _) => 1.0,
            (false, true) => 0.0,
            (false, false) => two_sided(self.seeds as f64 - 1.0, self.mean.abs() / error),
        }
    }

    /// The half width of the mean's interval that leaves out the true value in a share `level` of cases, from
    /// Student's t distribution with n − 1 degrees of freedom: t · s / √n.
    pub fn half_width(&self, level: f64) -> Option<f64> {
        Some(factor(self.seeds, level)? * self.deviation)
    }
}

/// How many deviations over seeds a mean difference must exceed to be significant at a level, with `seeds` pairs.
pub fn factor(seeds: usize, level: f64) -> Option<f64> {
    Some(quantile(seeds as f64 - 1.0, 1.0 - level / 2.0)? / (seeds as f64).sqrt())
}

/// The value below which Student's distribution with so many degrees of freedom has a share of its weight; `None` without
/// any freedom.
pub fn quantile(freedom: f64, share: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(share))
}

/// How likely a value as far from 0 as `t` is, on either side; 1 without any freedom.
pub fn two_sided(freedom: f64, t: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(1.0, |student| 2.0 * student.sf(t))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_width(differences: &[f64]) -> Option<f64> {
        Test::of(differences)?.half_width(LEVEL)
    }

    #[test]
    fn the_quantiles_are_those_of_printed_tables() {
        let printed = [
            (0.05, [(2, 12.7062), (3, 4.3027), (5, 2.7764), (10, 2.2622), (31, 2.0423)]),
            (0.01, [(2, 63.6567), (3, 9.9248), (5, 4.6041), (10, 3.2498), (31, 2.7500)]),
        ];
        for (level, seeds, printed) in printed.iter().flat_map(|(level, of)| of.map(|(n, t)| (*level, n, t)))
        {
            let t = factor(seeds, level).unwrap() * (seeds as f64).sqrt();
            assert!((t - printed).abs() < 5e-5, "{seeds} seeds: {t} instead of {printed}");
        }
    }

    #[test]
    fn an_interval_is_t_times_the_standard_error() {
        let width = half_width(&[1.0, 2.0, 3.0]).unwrap();
        assert!((width - 4.3027 / 3f64.sqrt()).abs() < 1e-4, "{width}");
        assert_eq!(half_width(&[0.5, 0.5]), Some(0.0), "equal differences leave no doubt");
    }

    #[test]
    fn p_is_that_of_students_test_in_closed_form() {
        // With 1 degree of freedom p = 1 − 2 atan(t) / π, with 2 it is 1 − t / √(2 + t²).
        let two = Test::of(&[1.0, 3.0]).unwrap();
        assert!((two.p() - (1.0 - 2.0 * 2f64.atan() / std::f64::consts::PI)).abs() < 1e-12, "{}", two.p());
        let three = Test::of(&[1.0, 2.0, 3.0]).unwrap();
        let t = 2.0 * 3f64.sqrt();
        assert!((three.p() - (1.0 - t / (2.0 + t * t).sqrt())).abs() < 1e-12, "{}", three.p());
        // Student's own data of 1908, ten patients: t = 4.0621, p = 0.002833 (R: t.test(sleep …, paired = TRUE)).
        let sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        assert!((Test::of(&sleep).unwrap().p() - 0.002833).abs() < 5e-7);
        assert_eq!(Test::of(&[0.5, 0.5]).unwrap().p(), 0.0);
        assert_eq!(Test::of(&[0.0, 0.0]).unwrap().p(), 1.0);
    }

    #[test]
    fn one_seed_has_no_interval_and_numbers_beyond_all_have_none() {
        assert_eq!(half_width(&[1.0]), None);
        assert_eq!(half_width(&[]), None);
        assert_eq!(Test::of(&[f64::MAX, f64::MAX]), None);
        assert_eq!(Test::of(&[f64::MAX, -f64::MAX]), None);
    }
}
