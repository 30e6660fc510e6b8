//! The summary that a finished experiment shows in the terminal.

use crate::error::Result;
use crate::results::Row;
use crate::results::tables::{in_order, runs, summary, summary_for_terminal};

/// A table of one experiment's rows with a line per variant, in the order of `variants` (others follow):
/// seeds, the task's metrics ± deviation, MACs, active fraction, parameters, latency and training time.
///
/// # Errors
/// When the rows make no table.
pub fn terminal_summary(rows: &[Row], variants: &[String], columns: Option<usize>) -> Result<String> {
    let runs = runs(&in_order(rows.to_vec(), variants))?;
    Ok(summary_for_terminal(&summary(&runs)?).terminal(columns))
}
