//! What paired differences say: their mean and its 95 % interval.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::results::Spread;

/// How sure an interval is.
const CONFIDENCE: f64 = 0.95;

/// The half width of the 95 % interval of the mean of paired differences, from Student's t distribution with
/// n − 1 degrees of freedom: t · s / √n. `None` for fewer than two: they say nothing of their spread.
pub fn half_width(differences: &[f64]) -> Option<f64> {
    let deviation = Spread::of(differences)?.deviation?;
    Some(factor(differences.len())? * deviation)
}

/// How many deviations over seeds a mean difference must exceed to be significant, with `seeds` pairs.
pub fn factor(seeds: usize) -> Option<f64> {
    let freedom = seeds.checked_sub(1).filter(|&freedom| freedom > 0)? as f64;
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(student.inverse_cdf(0.5 + CONFIDENCE / 2.0) / (seeds as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_are_those_of_printed_tables() {
        for (seeds, printed) in [(2, 12.7062), (3, 4.3027), (5, 2.7764), (10, 2.2622), (31, 2.0423)] {
            let t = factor(seeds).unwrap() * (seeds as f64).sqrt();
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
    fn one_seed_has_no_interval() {
        assert_eq!(half_width(&[1.0]), None);
        assert_eq!(half_width(&[]), None);
    }
}
