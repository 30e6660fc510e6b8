//! Which experiment and which of its variants a command is about, and by which name a run goes in one.

use std::path::PathBuf;

use crate::experiment::{self, Plan, Run};
use crate::results::Identity;
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// A run as its experiment calls it. The stored row has the name of the experiment that was run first.
pub fn identity(run: &Run) -> Identity {
    Identity {
        experiment: run.experiment.clone(),
        variant: run.variant.clone(),
        family: run.family.clone(),
        seed: run.seed,
        config_hash: run.hash.clone(),
    }
}

/// The arguments that say so.
#[derive(Debug, clap::Args)]
pub struct Chosen {
    /// Experiment file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only these variants
    #[arg(long, value_name = "NAME")]
    variant: Vec<String>,
}

impl Chosen {
    /// Reads the experiment file.
    ///
    /// # Errors
    /// When anything is wrong in it.
    pub fn plan(&self) -> Result<Plan> {
        experiment::read(std::slice::from_ref(&self.file))
    }

    /// The first run of every chosen variant (of all, when none is named): costs do not depend on the seed.
    ///
    /// # Errors
    /// When a variant does not exist.
    pub fn runs<'a>(&self, plan: &'a Plan) -> Result<Vec<&'a Run>> {
        let wanted = &self.variant;
        let variants = plan.experiments.iter().flat_map(|experiment| experiment.variants());
        let runs: Vec<&Run> = variants.filter_map(|runs| runs.first()).collect();
        for name in wanted {
            let mut names = runs.iter().map(|run| run.variant.as_str());
            if !names.clone().any(|known| known == name) {
                let known = names.clone().collect::<Vec<_>>().join(", ");
                let help = did_you_mean(name, &mut names).unwrap_or(format!("the variants are {known}"));
                return Err(Error::new(format!("there is no variant `{name}`")).help(help));
            }
        }
        let is_wanted = |run: &&Run| wanted.is_empty() || wanted.contains(&run.variant);
        Ok(runs.into_iter().filter(is_wanted).collect())
    }
}
