//! `cadbench weights`: looking into weights files, and converting them to safetensors.

mod convert;
mod inspect;
mod page;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::Outcome;
use crate::Result;

#[derive(Debug, clap::Subcommand)]
pub enum Action {
    /// Show what a weights file holds: its format, its names and each tensor's values at a glance
    Inspect {
        /// A safetensors or PyTorch file
        file: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a weights file's floating-point tensors as safetensors
    Convert {
        /// A safetensors or PyTorch file
        file: PathBuf,
        /// The file to write
        #[arg(value_name = "OUT.safetensors")]
        out: PathBuf,
        /// How numbers are stored
        #[arg(long, value_enum, default_value = "f32")]
        dtype: convert::Precision,
        /// Names as in this program, or as in the file
        #[arg(long, value_enum, default_value = "ours")]
        names: convert::Names,
    },
}

/// Runs the command.
///
/// # Errors
/// When the file is no weights file, or the new one cannot be written.
pub fn weights(action: &Action) -> Result<Outcome> {
    match action {
        Action::Inspect { file, json } => println!("{}", inspect::inspect(file, *json)?),
        Action::Convert { file, out, dtype, names } => {
            println!("{}", convert::convert(file, out, *dtype, *names)?);
        }
    }
    Ok(Outcome::Done)
}
