//! `cadbench verify`: repeats runs and holds them against the committed tables.

use std::path::{Path, PathBuf};

use super::progress::RunDisplay;
use super::{Outcome, Screen};
use crate::compare::{Source, Tolerances, load};
use crate::error::Result;
use crate::files::Scratch;
use crate::report::repeats;
use crate::results::Store;
use crate::runner::{DeviceChoice, RunSelection, Verification, project};
use crate::text::out;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    selection: RunSelection,
    #[command(flatten)]
    device: DeviceChoice,
    /// Tables to hold the repeated runs against: a revision or a folder (default: the results folder)
    #[arg(long, value_name = "SOURCE")]
    against: Option<String>,
    /// YAML file of what scores may differ by on another machine class, such as `miou: 0.01`
    #[arg(long, value_name = "FILE")]
    tolerances: Option<PathBuf>,
    /// Folder to keep the repeated runs in, to go on with after an interruption (default: none is kept)
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When a file, a source or a name is wrong.
pub fn verify(arguments: &Arguments, results: &Path, screen: Screen) -> Result<Outcome> {
    let plan = arguments.selection.plan()?;
    let tolerances = arguments.tolerances.as_deref().map(Tolerances::load).transpose()?.unwrap_or_default();
    let source = match &arguments.against {
        Some(source) => Source::find(source, project::root())?,
        None => Source::folder(results)?,
    };
    let fresh = Scratch::new()?;
    let store = Store::new(arguments.keep.as_deref().unwrap_or(fresh.path()));
    let committed = load(std::slice::from_ref(&source))?.remove(0);
    let mut verified = Vec::new();
    for experiment in &plan.experiments {
        let processor = arguments.device.processor(experiment)?;
        let verification = Verification {
            experiment,
            committed: &committed,
            store: &store,
            tolerances: &tolerances,
            processor,
        };
        let mut display = RunDisplay::new(arguments.selection.of(experiment).len());
        verified.extend(verification.of(&arguments.selection, &mut display)?);
    }
    out::line(format_args!("\n{}", repeats::table(&verified, &source.label, screen.columns)));
    Ok(if verified.iter().all(|one| one.verdict.holds()) { Outcome::Done } else { Outcome::SomeFailed })
}
