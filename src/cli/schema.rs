//! `cadbench schema`: what an editor checks and completes experiment files by.

use super::Outcome;
use crate::Result;
use crate::error::Context;
use crate::experiment::schema;
use crate::text::out;

/// Runs the command.
///
/// # Errors
/// When the schema cannot be written as JSON.
pub fn print() -> Result<Outcome> {
    out::line(serde_json::to_string_pretty(&schema()).context("the schema cannot be written", "schema")?);
    Ok(Outcome::Done)
}
