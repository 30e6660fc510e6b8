//! Means, deviations and quantiles of measured values.

use serde::{Deserialize, Serialize};

/// How values that depend on the image spread over the evaluated images.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean, in the values' unit.
    pub mean: f64,
    /// Standard deviation (n − 1), in the values' unit; `None` for a single value.
    pub deviation: Option<f64>,
}

impl Spread {
    /// Of values in a given order, so that equal values give equal bits; `None` of no values.
    pub fn of(values: &[f64]) -> Option<Spread> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt());
        (!values.is_empty()).then_some(Spread { mean, deviation })
    }

    /// Of a value that is the same for every image.
    pub fn constant(value: f64) -> Spread {
        Spread { mean: value, deviation: Some(0.0) }
    }
}

/// Time per image at batch 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// Median, in milliseconds.
    pub median_ms: f64,
    /// 95th percentile, in milliseconds.
    pub p95_ms: f64,
}

impl Latency {
    /// Of one time per image, in milliseconds; `None` of no times.
    pub fn of(milliseconds: &[f64]) -> Option<Latency> {
        let mut sorted = milliseconds.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Latency { median_ms: quantile(&sorted, 0.5)?, p95_ms: quantile(&sorted, 0.95)? })
    }
}

/// The value below which a share of ascending values lies: linear between neighbours, as NumPy's default;
/// `None` of no values.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviation_divides_by_n_minus_1() {
        assert_eq!(Spread::of(&[2.0, 4.0, 6.0]), Some(Spread { mean: 4.0, deviation: Some(2.0) }));
    }

    #[test]
    fn one_value_has_no_deviation_and_no_value_no_spread() {
        assert_eq!(Spread::of(&[3.0]), Some(Spread { mean: 3.0, deviation: None }));
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn latencies_are_quantiles_of_unsorted_times() {
        let times: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(Latency::of(&times), Some(Latency { median_ms: 50.0, p95_ms: 95.0 }));
        assert_eq!(Latency::of(&[1.0, 3.0]).unwrap().median_ms, 2.0);
        assert_eq!(Latency::of(&[]), None);
    }
}
