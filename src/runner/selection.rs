//! Which runs of some experiment files a command is about.

use std::path::PathBuf;

use super::order::with_origins;
use super::processor::Processor;
use crate::device::Device;
use crate::experiment::{self, Experiment, Overrides, Plan, Run};
use crate::order::distinct;
use crate::yaml::did_you_mean;
use crate::{Error, Result};

/// Runs by their names; where nothing is said, all of them.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RunFilter {
    /// Only runs of these experiments
    #[arg(long = "experiment", value_name = "NAME")]
    pub experiments: Vec<String>,
    /// Only these variants
    #[arg(long = "variant", visible_alias = "only", value_name = "NAME")]
    pub variants: Vec<String>,
    /// Only these seeds
    #[arg(long = "seed", visible_alias = "seeds", value_name = "N", value_delimiter = ',')]
    pub seeds: Vec<u64>,
}

impl RunFilter {
    /// Does it leave nothing out?
    pub fn is_everything(&self) -> bool {
        self.experiments.is_empty() && self.variants.is_empty() && self.seeds.is_empty()
    }

    /// Does it take a run of these names? One without a seed that is known is taken by its names alone.
    pub fn takes(&self, experiment: &str, variant: &str, seed: Option<u64>) -> bool {
        let named = |names: &[String], name: &str| names.is_empty() || names.iter().any(|own| own == name);
        let seeded = self.seeds.is_empty() || seed.is_some_and(|seed| self.seeds.contains(&seed));
        named(&self.experiments, experiment) && named(&self.variants, variant) && seeded
    }
}

/// Experiment files, and which of their runs.
#[derive(Debug, Clone, clap::Args)]
pub struct RunSelection {
    /// Experiment files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Which of their runs.
    #[command(flatten)]
    pub filter: RunFilter,
    /// What they are to say otherwise.
    #[command(flatten)]
    pub overrides: Overrides,
}

impl RunSelection {
    /// Reads the files; the plan has the chosen experiments, with all of their runs.
    ///
    /// # Errors
    /// When anything is wrong in a file, a name stands for nothing, or an experiment is left without runs, which is a
    /// mistake.
    pub fn plan(&self) -> Result<Plan> {
        let mut plan = experiment::read_with(&self.files, &self.overrides)?;
        self.check_names(&plan)?;
        let RunFilter { experiments, .. } = &self.filter;
        plan.experiments.retain(|one| experiments.is_empty() || experiments.contains(&one.name));
        for experiment in &plan.experiments {
            if !experiment.runs.iter().any(|run| self.takes(run)) {
                let names: Vec<&str> = experiment.variants().map(|runs| runs[0].variant.as_str()).collect();
                return Err(Error::new("--variant and --seed leave no run")
                    .at(experiment.file.display())
                    .help(format!("its variants are {}", names.join(", "))));
            }
        }
        Ok(plan)
    }

    /// Is every name that of an experiment or a variant?
    fn check_names(&self, plan: &Plan) -> Result<()> {
        let experiments = plan.experiments.iter().map(|one| one.name.as_str()).collect();
        check("experiment", &self.filter.experiments, experiments)?;
        let variants = plan.experiments.iter().flat_map(Experiment::variants);
        check("variant", &self.filter.variants, variants.map(|runs| runs[0].variant.as_str()).collect())
    }

    /// Is the run chosen by its names and its seed?
    pub fn takes(&self, run: &Run) -> bool {
        self.filter.takes(&run.experiment, &run.variant, Some(run.seed))
    }

    /// The chosen runs of an experiment, each behind the run that it starts from, which comes along unasked.
    pub fn of<'a>(&self, experiment: &'a Experiment) -> Vec<&'a Run> {
        with_origins(&experiment.runs, |run| self.takes(run))
    }

    /// The chosen runs of each variant, without the runs that they start from.
    pub fn variants<'a>(&self, experiment: &'a Experiment) -> Vec<Vec<&'a Run>> {
        let chosen = |runs: &'a [Run]| runs.iter().filter(|run| self.takes(run)).collect::<Vec<_>>();
        experiment.variants().map(chosen).filter(|runs| !runs.is_empty()).collect()
    }

    /// The first chosen run of every variant, where a seed makes no difference.
    pub fn first_of_variants<'a>(&self, plan: &'a Plan) -> Vec<&'a Run> {
        let variants = plan.experiments.iter().flat_map(|experiment| self.variants(experiment));
        variants.filter_map(|runs| runs.first().copied()).collect()
    }
}

/// Refuses the first name that is not among the known ones.
fn check(what: &str, names: &[String], known: Vec<&str>) -> Result<()> {
    let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    let listed = || format!("the {what}s are {}", distinct(known.iter().copied()).join(", "));
    let help = did_you_mean(unknown, known.iter().copied()).unwrap_or_else(listed);
    Err(Error::new(format!("there is no {what} `{unknown}`")).help(help))
}

/// The device that runs are done on.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct DeviceChoice {
    /// Device: cpu, cuda, cuda:1, …, or cuda-or-cpu (default: the file's `device`, or cpu)
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<Device>,
}

impl DeviceChoice {
    /// The device for an experiment's runs.
    ///
    /// # Errors
    /// When it is not there.
    pub fn processor(&self, experiment: &Experiment) -> Result<Processor> {
        let trains = experiment.runs.iter().any(|run| run.settings.training.is_some());
        Processor::find(self.device.unwrap_or(experiment.device), trains)
    }

    /// The device for predictions alone, where the files state this one, if any.
    ///
    /// # Errors
    /// When it is not there.
    pub fn for_inference(&self, stated: Option<Device>) -> Result<Processor> {
        Processor::find(self.device.or(stated).unwrap_or_default(), false)
    }
}
