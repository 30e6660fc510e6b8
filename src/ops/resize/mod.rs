//! Bilinear resizing of regular lattices.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::{Error, Result};

const NAME: &str = "bilinear resize";

fn check_shapes(x: (usize, usize), images: usize, from: (usize, usize), to: (usize, usize)) -> Result<()> {
    check::not_empty(NAME, x)?;
    if to.0 == 0 || to.1 == 0 {
        return Err(Error::new(format!("{NAME}: {}×{} positions are none", to.0, to.1)));
    }
    if x.0 != images * from.0 * from.1 {
        return Err(Error::new(format!(
            "{NAME}: a feature map [{}, {}] does not hold {images} lattices of {}×{}",
            x.0, x.1, from.0, from.1
        )));
    }
    Ok(())
}
