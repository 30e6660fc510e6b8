//! The weighted sum of each image's rows.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::{Error, Result};

const NAME: &str = "pooling of images";

fn check_shapes(x: (usize, usize), start: &[usize], weight: &[f32]) -> Result<()> {
    check::not_empty(NAME, x)?;
    check::count(NAME, "weights", weight.len(), x.0)?;
    if start.len() < 2 || start.first() != Some(&0) || start.last() != Some(&x.0) || !start.is_sorted() {
        return Err(Error::new(format!(
            "{NAME}: the images' first rows {start:?} do not divide a feature map [{}, {}]",
            x.0, x.1
        )));
    }
    Ok(())
}
