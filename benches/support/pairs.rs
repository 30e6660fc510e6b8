//! Ratios of times that were taken in turn, and how sure they are.

use cadbench::bench::median;
use statrs::distribution::{Binomial, DiscreteCDF};

/// The middle of the ratios of pairs, and the interval that holds the true middle in 95 % of cases (order statistics: nothing is
/// assumed of how times scatter).
#[derive(Clone, Copy)]
pub struct Ratio {
    pub middle: f64,
    /// Of at least six pairs; fewer say nothing of their spread.
    pub interval: Option<[f64; 2]>,
}

impl Ratio {
    /// One ratio per pair.
    pub fn of(ratios: impl IntoIterator<Item = f64>) -> Option<Ratio> {
        let mut sorted: Vec<f64> = ratios.into_iter().collect();
        if sorted.is_empty() {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        Some(Ratio { middle: median(sorted.iter().copied()), interval: interval(&sorted) })
    }
}

/// As many values are left out on each side as leave 2.5 % at most.
fn interval(sorted: &[f64]) -> Option<[f64; 2]> {
    let binomial = Binomial::new(0.5, sorted.len() as u64).ok()?;
    let outside = (0..sorted.len() / 2).take_while(|&k| binomial.cdf(k as u64) <= 0.025).count();
    let last = outside.checked_sub(1)?;
    Some([sorted[last], sorted[sorted.len() - 1 - last]])
}
