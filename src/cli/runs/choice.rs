//! Which stored runs a command is about.

use std::collections::BTreeSet;

use crate::Result;
use crate::experiment;
use crate::results::{Store, StoredRun};
use crate::runner::{RunFilter, known, project};

/// The arguments that say so; all of them must hold.
#[derive(Debug, Default, clap::Args)]
pub struct Choice {
    #[command(flatten)]
    pub filter: RunFilter,
    /// Only runs that no file in experiments/ asks for any more, nor the file that they were made from
    #[arg(long)]
    pub stale: bool,
}

impl Choice {
    /// Does it leave nothing out?
    pub fn is_everything(&self) -> bool {
        self.filter.is_everything() && !self.stale
    }

    /// The chosen ones of some runs. A run is stale when the files that asked for it are gone or ask for something else; of a run
    /// of which no one knows who asked for it that cannot be said: it is chosen by its hash in `named` alone.
    ///
    /// # Errors
    /// When stale ones are asked for and an experiment cannot be read: its runs would seem stale.
    pub fn of(&self, mut runs: Vec<StoredRun>, store: &Store, named: &[String]) -> Result<Chosen> {
        runs.retain(|run| self.filter.takes(&run.experiment, &run.variant, run.seed));
        let mut unknown = Vec::new();
        if self.stale {
            let asked = asked()?;
            let mut stale = Vec::new();
            for run in runs.into_iter().filter(|run| !asked.contains(&run.hash)) {
                let sources = store.sources(&run.hash)?;
                if sources.is_empty() && !named.contains(&run.hash) {
                    unknown.push(run);
                } else if !sources.iter().any(|source| known::may_ask(source, &run.hash)) {
                    stale.push(run);
                }
            }
            runs = stale;
        }
        Ok(Chosen { runs, unknown })
    }
}

/// What a choice found.
#[derive(Debug, Default)]
pub struct Chosen {
    pub runs: Vec<StoredRun>,
    /// May be stale: nothing tells who asked for them.
    pub unknown: Vec<StoredRun>,
}

impl Chosen {
    /// A line about the runs that may be stale; empty where there are none.
    pub fn remark(&self) -> String {
        let name = |run: &StoredRun| {
            let seed = run.seed.map_or("–".to_owned(), |seed| seed.to_string());
            format!("{} ({}/{}/{seed}, {})", run.hash, run.experiment, run.variant, run.state.word())
        };
        let names: Vec<String> = self.unknown.iter().map(name).collect();
        match names.is_empty() {
            true => String::new(),
            false => format!(
                "no file in experiments/ asks for these, but which file did is not known, so they stay; `cadbench runs remove HASH` \
                 removes one: {}\n",
                names.join(", ")
            ),
        }
    }
}

/// The hashes of all runs that the project's experiment files ask for.
fn asked() -> Result<BTreeSet<String>> {
    let plan = experiment::read(&project::experiment_files(&[])?)?;
    Ok(plan.runs().map(|run| run.hash.clone()).collect())
}
