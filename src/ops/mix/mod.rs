//! Two feature maps mixed row by row.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use super::operation::Operation;
use crate::Result;

/// (1 − share) · fine + share · coarse, row by row: `fine`, `coarse` [rows, c], `share` [rows, 1].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix;

impl Operation for Mix {
    fn label(&self) -> String {
        "mix".into()
    }
}

const NAME: &str = "mix";

fn check_shapes(fine: (usize, usize), coarse: (usize, usize), share: (usize, usize)) -> Result<()> {
    check::not_empty(NAME, fine)?;
    check::same(NAME, fine, coarse)?;
    check::same(NAME, (fine.0, 1), share)
}
