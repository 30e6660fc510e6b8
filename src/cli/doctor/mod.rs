//! `cadbench doctor`: what this machine can do, and what to set or install for the rest.

mod text;

use std::path::Path;

use super::Outcome;
use crate::doctor::examine;
use crate::error::{Context, Result};
use crate::runner::project;
use crate::text::Format;
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// Runs the command. What is missing is no failure: experiments that do not need it can be run.
///
/// # Errors
/// When the findings make no JSON.
pub fn doctor(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let findings = examine(project::root(), results);
    match arguments.format {
        Format::Table => out::print(text::text(&findings)),
        Format::Markdown => out::print(text::markdown(&findings)),
        Format::Csv => out::print(text::csv(&findings)),
        Format::Json => {
            let json =
                serde_json::to_string_pretty(&findings).context("the findings make no JSON", "doctor")?;
            out::line(json);
        }
    }
    Ok(Outcome::Done)
}
