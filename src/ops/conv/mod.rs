//! Convolution through a kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::grid::KernelMap;
use crate::{Error, Result};

const NAME: &str = "convolution";

/// `x` [rows_in, c_in], `weight` [taps·c_in, c_out], `bias` [1, c_out].
fn check_shapes(
    x: (usize, usize),
    weight: (usize, usize),
    bias: Option<(usize, usize)>,
    map: &KernelMap,
) -> Result<()> {
    check::reads(NAME, x, map)?;
    if weight.0 != map.taps() * x.1 || weight.1 == 0 {
        return Err(Error::new(format!(
            "{NAME}: the weight [{}, {}] does not fit {} taps of a feature map [{}, {}]",
            weight.0,
            weight.1,
            map.taps(),
            x.0,
            x.1
        )));
    }
    bias.map_or(Ok(()), |bias| check::per_channel(NAME, "the bias", bias, weight.1))
}
