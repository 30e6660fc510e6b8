//! One timed batch.

use std::collections::BTreeMap;

use crate::results;

/// What one batch took, in seconds, and what it had to compute.
pub struct Sample {
    /// Mask, levels and cells; a learned mask's estimator among them.
    pub mask: f64,
    /// Kernel maps.
    pub tables: f64,
    /// The network.
    pub network: f64,
    /// Copying pixels to a GPU and scores back, which is in no other time.
    pub copies: f64,
    /// The network's seconds by stage.
    pub stages: BTreeMap<&'static str, f64>,
    /// Multiply–accumulates by stage.
    pub macs: BTreeMap<&'static str, f64>,
    /// Share of the lattice at level 0.
    pub active: f64,
    /// Bytes of feature maps that are alive at the same time.
    pub feature_bytes: f64,
}

impl Sample {
    /// All of it: from prepared images to class scores.
    pub fn total(&self) -> f64 {
        self.mask + self.tables + self.network
    }

    /// Multiply–accumulates of the network, those of a learned mask's estimator among them.
    pub fn macs(&self) -> f64 {
        self.macs.values().sum()
    }

    /// Those that are done in the time of the network: all but the estimator's, which counts as the mask's.
    pub fn macs_of_network(&self) -> f64 {
        self.macs() - self.macs.get(MASK).copied().unwrap_or(0.0)
    }
}

/// What the work of a learned mask counts under; its time is the mask's.
pub const MASK: &str = "mask";

/// The value below which a share of the values lies.
pub fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    results::quantile(&values, share).unwrap_or(f64::NAN)
}

/// The middle value.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_timed_has_no_median() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert!(median(std::iter::empty()).is_nan());
    }
}
