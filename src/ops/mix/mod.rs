//! Two feature maps mixed row by row.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::Result;

const NAME: &str = "mix";

fn check_shapes(fine: (usize, usize), coarse: (usize, usize), share: (usize, usize)) -> Result<()> {
    check::not_empty(NAME, fine)?;
    check::same(NAME, fine, coarse)?;
    check::same(NAME, (fine.0, 1), share)
}
