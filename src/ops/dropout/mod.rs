//! Dropout whose draws depend on the seed and the element's position alone.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::operation::Operation;
use crate::{Error, Result};

/// Sets each element to 0 with a probability and scales the rest by 1/(1 − p), while training; the draws depend on the
/// seed and the element's position alone, not on threads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    /// Of an element to be set to 0; p, from 0 to below 1.
    pub probability: f32,
}

impl Operation for Dropout {
    fn label(&self) -> String {
        "dropout".into()
    }

    fn is_for_training(&self) -> bool {
        true
    }
}

fn check_probability(p: f32) -> Result<()> {
    if !(0.0..1.0).contains(&p) {
        return Err(Error::new(format!("dropout: the probability {p} is not in 0 ≤ p < 1")));
    }
    Ok(())
}
