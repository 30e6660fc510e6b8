//! Channels of several feature maps side by side.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
mod tests;

use super::check;
use crate::{Error, Result};

const NAME: &str = "concatenation";

/// The shape of the result.
fn check_shapes(parts: &[(usize, usize)]) -> Result<(usize, usize)> {
    let Some(&first) = parts.first() else {
        return Err(Error::new(format!("{NAME}: there is no feature map")));
    };
    for part in parts {
        check::not_empty(NAME, *part)?;
        if part.0 != first.0 {
            return Err(Error::new(format!(
                "{NAME}: [{}, {}] and [{}, {}] differ in rows",
                first.0, first.1, part.0, part.1
            )));
        }
    }
    Ok((first.0, parts.iter().map(|part| part.1).sum()))
}
