//! Which stored runs a command is about.

use std::collections::BTreeSet;

use crate::Result;
use crate::experiment;
use crate::results::StoredRun;
use crate::runner::{RunFilter, project};

/// The arguments that say so; all of them must hold.
#[derive(Debug, Default, clap::Args)]
pub struct Choice {
    #[command(flatten)]
    pub filter: RunFilter,
    /// Only runs that no file in experiments/ asks for any more
    #[arg(long)]
    pub stale: bool,
}

impl Choice {
    /// Does it leave nothing out?
    pub fn is_everything(&self) -> bool {
        self.filter.is_everything() && !self.stale
    }

    /// The chosen ones of some runs.
    ///
    /// # Errors
    /// When stale ones are asked for and an experiment cannot be read: its runs would seem stale.
    pub fn of(&self, mut runs: Vec<StoredRun>) -> Result<Vec<StoredRun>> {
        runs.retain(|run| self.filter.takes(&run.experiment, &run.variant, run.seed));
        if self.stale {
            let asked = asked()?;
            runs.retain(|run| !asked.contains(&run.hash));
        }
        Ok(runs)
    }
}

/// The hashes of all runs that experiment files ask for.
fn asked() -> Result<BTreeSet<String>> {
    let plan = experiment::read(&project::experiment_files(&[])?)?;
    Ok(plan.runs().map(|run| run.hash.clone()).collect())
}
