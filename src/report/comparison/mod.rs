//! Comparisons as people and programs read them.

mod display;
mod groups;
mod history;
mod machine;
mod markdown;
mod terminal;
#[cfg(test)]
mod tests;
mod verdict;

use crate::Result;
use crate::compare::Comparison;
use crate::text::Format;

/// Comparisons in one form: one in full, more than one as a history, held against the first.
///
/// # Errors
/// When a number cannot be written.
pub fn text(comparisons: &[Comparison], format: Format) -> Result<String> {
    match (format, comparisons) {
        (Format::Csv, all) => Ok(machine::csv(all)),
        (Format::Json, all) => machine::json(all),
        (Format::Table, [one]) => Ok(terminal::terminal(one)),
        (Format::Table, more) => Ok(history::terminal(more)),
        (Format::Markdown, [one]) => Ok(markdown::markdown(one)),
        (Format::Markdown, more) => Ok(history::markdown(more)),
    }
}
