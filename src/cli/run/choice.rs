//! Which runs of some experiment files a command is about.

use std::path::PathBuf;

use super::chosen::with_origins;
use super::processor::Processor;
use crate::device::Device;
use crate::experiment::{self, Experiment, Plan, Run};
use crate::{Error, Result};

/// The arguments that say so.
#[derive(Debug, clap::Args)]
pub struct Choice {
    /// Experiment files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Only these variants
    #[arg(long, value_name = "VARIANT")]
    pub only: Vec<String>,
    /// Only these seeds
    #[arg(long, value_name = "SEED", value_delimiter = ',')]
    pub seeds: Vec<u64>,
    /// Device: cpu, cuda, cuda:1, …, or cuda-or-cpu (default: the file's `device`, or cpu)
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<Device>,
}

impl Choice {
    /// Reads the files.
    ///
    /// # Errors
    /// When anything is wrong in one, or the choice leaves an experiment without runs, which is a mistake.
    pub fn plan(&self) -> Result<Plan> {
        let plan = experiment::read(&self.files)?;
        for experiment in &plan.experiments {
            if !experiment.runs.iter().any(|run| self.takes(run)) {
                let names: Vec<&str> = experiment.variants().map(|runs| runs[0].variant.as_str()).collect();
                return Err(Error::new("--only and --seeds leave no run")
                    .at(experiment.file.display())
                    .help(format!("its variants are {}", names.join(", "))));
            }
        }
        Ok(plan)
    }

    /// Is the run chosen by its name?
    pub fn takes(&self, run: &Run) -> bool {
        (self.only.is_empty() || self.only.contains(&run.variant))
            && (self.seeds.is_empty() || self.seeds.contains(&run.seed))
    }

    /// The device that an experiment's runs are done on.
    ///
    /// # Errors
    /// When it is not there.
    pub fn processor(&self, experiment: &Experiment) -> Result<Processor> {
        let trains = experiment.runs.iter().any(|run| run.settings.training.is_some());
        Processor::find(self.device.unwrap_or(experiment.device), trains)
    }

    /// The chosen runs of an experiment, each behind the run that it starts from, which comes along unasked.
    pub fn of<'a>(&self, experiment: &'a Experiment) -> Vec<&'a Run> {
        with_origins(&experiment.runs, |run| self.takes(run))
    }
}
