//! Reading a card's YAML, with the line that an error is about.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// Reads a typed value.
///
/// # Errors
/// With file, line, column and the line itself.
pub(super) fn read<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T> {
    serde_yaml::from_str(text).map_err(|error| {
        let message = error.to_string();
        // The place is shown in its own line.
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let problem = Error::new(format!("this card cannot be read: {message}"));
        match error.location() {
            Some(place) => problem
                .at(format!("{}:{}:{}", path.display(), place.line(), place.column()))
                .snippet(line(text, place.line(), place.column())),
            None => problem.at(path.display()),
        }
    })
}

/// One source line with its number, and a mark under the column (both count from 1).
fn line(text: &str, number: usize, column: usize) -> String {
    let line = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
    let indent = " ".repeat(number.to_string().len());
    format!("{number} | {line}\n{indent} | {}^", " ".repeat(column.saturating_sub(1)))
}
