//! Rows picked through a one-tap kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::Result;
use crate::grid::KernelMap;

fn check_shapes(x: (usize, usize), map: &KernelMap) -> Result<()> {
    check::reads("gather", x, map)?;
    check::count("gather", "taps", map.taps(), 1)
}
