//! Which stored runs a command is about.

use std::collections::BTreeSet;

use crate::Result;
use crate::cli::project;
use crate::experiment;
use crate::results::StoredRun;

/// The arguments that say so; all of them must hold.
#[derive(Debug, Default, clap::Args)]
pub struct Choice {
    /// Only runs of this experiment
    #[arg(long, value_name = "NAME")]
    pub experiment: Option<String>,
    /// Only runs of this variant
    #[arg(long, value_name = "NAME")]
    pub variant: Option<String>,
    /// Only runs that no file in experiments/ asks for any more
    #[arg(long)]
    pub stale: bool,
}

impl Choice {
    /// Does it leave nothing out?
    pub fn is_everything(&self) -> bool {
        self.experiment.is_none() && self.variant.is_none() && !self.stale
    }

    /// The chosen ones of some runs.
    ///
    /// # Errors
    /// When stale ones are asked for and an experiment cannot be read: its runs would seem stale.
    pub fn of(&self, mut runs: Vec<StoredRun>) -> Result<Vec<StoredRun>> {
        let is = |wanted: &Option<String>, name: &str| wanted.as_ref().is_none_or(|wanted| wanted == name);
        runs.retain(|run| is(&self.experiment, &run.experiment) && is(&self.variant, &run.variant));
        if self.stale {
            let asked = asked()?;
            runs.retain(|run| !asked.contains(&run.hash));
        }
        Ok(runs)
    }
}

/// The hashes of all runs that experiment files ask for.
fn asked() -> Result<BTreeSet<String>> {
    let files = project::yaml_files("experiments")?;
    let plan = experiment::read(&files)?;
    Ok(plan.runs().map(|run| run.hash.clone()).collect())
}
