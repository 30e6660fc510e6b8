//! What `make fidelity` collects from the golden tests for docs/fidelity.md.

use std::fmt::Display;
use std::io::Write;

/// Notes one comparison as a line of a Markdown table, in the file that `CADBENCH_FIDELITY` names.
pub fn record(quantity: &str, authors: impl Display, ours: impl Display, difference: impl Display) {
    let Some(path) = std::env::var_os("CADBENCH_FIDELITY") else { return };
    let line = format!("| {quantity} | {authors} | {ours} | {difference} |\n");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}

/// Notes numbers that must be equal, and checks that they are.
pub fn exact(quantity: &str, authors: f64, ours: f64) {
    record(quantity, authors, ours, if authors == ours { "none" } else { "NOT EQUAL" });
    assert_eq!(ours, authors, "{quantity}");
}

/// Notes a difference relative to the authors' largest magnitude, and checks it.
pub fn close(quantity: &str, values: usize, difference: f64, bound: f64) {
    record(quantity, format!("{values} values"), format!("within {bound:.0e}"), format!("{difference:.1e}"));
    assert!(difference < bound, "{quantity}: {difference:.1e} of the largest magnitude");
}
