//! Dropout whose draws depend on the seed and the element's position alone.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use crate::{Error, Result};

fn check_probability(p: f32) -> Result<()> {
    if !(0.0..1.0).contains(&p) {
        return Err(Error::new(format!("dropout: the probability {p} is not in 0 ≤ p < 1")));
    }
    Ok(())
}
