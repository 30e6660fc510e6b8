//! Mean cross-entropy over the rows that count.

pub(super) mod fast;
pub(super) mod stock;
#[cfg(test)]
pub(super) mod tests;

use super::check;
use crate::{Error, Result};

const NAME: &str = "cross-entropy";

/// How many rows count.
fn check_labels(logits: (usize, usize), labels: &[u16], ignored: u16) -> Result<usize> {
    check::not_empty(NAME, logits)?;
    check::count(NAME, "labels", labels.len(), logits.0)?;
    let classes = logits.1;
    let odd = |label: u16| label != ignored && usize::from(label) >= classes;
    if let Some(row) = labels.iter().position(|&label| odd(label)) {
        return Err(Error::new(format!(
            "{NAME}: the label {} of row {row} is none of {classes} classes",
            labels[row]
        ))
        .help("map it to a class or to the ignored label"));
    }
    Ok(labels.iter().filter(|&&label| label != ignored).count())
}
