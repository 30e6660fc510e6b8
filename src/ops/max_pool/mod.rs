//! Max-pooling through a kernel map.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::grid::KernelMap;
use crate::kernels::rows::pool::MOST_TAPS;
use crate::{Error, Result};

const NAME: &str = "max-pooling";

fn check_shapes(x: (usize, usize), map: &KernelMap) -> Result<()> {
    check::reads(NAME, x, map)?;
    if map.taps() > MOST_TAPS {
        return Err(Error::new(format!("{NAME}: {} taps, at most {MOST_TAPS} are supported", map.taps())));
    }
    let Some(index) = map.index() else {
        return Ok(());
    };
    match index.chunks_exact(map.taps()).position(|taps| taps.iter().all(|&from| from < 0)) {
        Some(row) => Err(Error::new(format!("{NAME}: output row {row} reads nothing"))),
        None => Ok(()),
    }
}
