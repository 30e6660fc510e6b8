//! `cadbench weights`: looking into weights files, and converting them to safetensors.

mod convert;
mod page;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use super::Outcome;
use crate::error::{Context, Error, Result};
use crate::text::Format;
use crate::text::out;
use crate::weights::Inspected;

#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Show what a weights file holds: its format, its names and each tensor's values at a glance
    Inspect {
        /// A safetensors or PyTorch file
        file: PathBuf,
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// One of the sets of weights in the file, such as `model_ema` (default: the plain ones)
        #[arg(long, value_name = "NAME")]
        set: Option<String>,
        /// The same as `--format json`
        #[arg(long, conflicts_with = "format")]
        json: bool,
    },
    /// Write a weights file's floating-point tensors as safetensors
    Convert {
        /// A safetensors or PyTorch file
        file: PathBuf,
        /// The file to write
        #[arg(value_name = "OUT.safetensors")]
        out: PathBuf,
        /// One of the sets of weights in the file, such as `model_ema` (default: the plain ones)
        #[arg(long, value_name = "NAME")]
        set: Option<String>,
        /// How numbers are stored
        #[arg(long, value_enum, default_value = "f32")]
        dtype: convert::Precision,
        /// Names as in this program, or as in the file
        #[arg(long, value_enum, default_value = "ours")]
        names: convert::Names,
        /// Only tensors whose names (as the new file has them) begin so, such as `backbone.`
        #[arg(long, value_name = "PREFIX")]
        only: Option<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// When the file is no weights file, or the new one cannot be written.
pub fn weights(action: &Action) -> Result<Outcome> {
    match action {
        Action::Inspect { file, format, set, json } => {
            let format = if *json { Format::Json } else { *format };
            out::line(inspected(file, set.as_deref(), format)?);
        }
        Action::Convert { file, out, set, dtype, names, only } => {
            out::line(convert::convert(file, set.as_deref(), only.as_deref(), out, *dtype, *names)?);
        }
    }
    Ok(Outcome::Done)
}

/// What a file holds, as a page or as JSON.
fn inspected(file: &Path, set: Option<&str>, format: Format) -> Result<String> {
    let inspected = Inspected::of(file, set)?;
    match format {
        Format::Table => Ok(page::page(&inspected)),
        Format::Json => {
            serde_json::to_string_pretty(&inspected).context("this cannot be written as JSON", file.display())
        }
        Format::Markdown | Format::Csv => {
            Err(Error::new("a weights file is shown as a table or as JSON").help("write `--format json`"))
        }
    }
}
