//! The resolved plan: every run that a set of experiment files asks for.

use std::path::PathBuf;

use serde::Serialize;

use super::{Role, Settings};
use crate::claims::{Claim, Published};
use crate::device::Device;
use crate::evaluate::Checkpoint;
use crate::results::Identity;
use crate::slurm::Request;

/// All experiments of one call, in the order of their files.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// One for each file.
    pub experiments: Vec<Experiment>,
}

/// One experiment file.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The file's name without its ending.
    pub name: String,
    /// What people read as its name, in headings and above charts (default: `name`).
    pub title: String,
    /// Where reports show it.
    pub role: Role,
    /// Where it was read from.
    pub file: PathBuf,
    /// Variant by variant in the order of the file, each with its seeds in order.
    pub runs: Vec<Run>,
    /// What is allowed but worth knowing, such as padding.
    pub notes: Vec<String>,
    /// What its jobs ask of a cluster.
    pub slurm: Request,
    /// On which device its runs are done, unless the command line says otherwise.
    pub device: Device,
    /// What the paper claims of its variants.
    pub claims: Vec<Claim>,
    /// What the authors measured in this very setting.
    pub published: Vec<Published>,
}

/// One training and evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Name of the experiment.
    pub experiment: String,
    /// Name of the variant within the experiment.
    pub variant: String,
    /// What charts colour the variant by.
    pub family: String,
    /// Seed of every random draw of the run.
    pub seed: u64,
    /// With every default filled in.
    pub settings: Settings,
    /// The run whose weights it starts from, when these are no file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Decides the result together with the seed, whatever the names: 16 hexadecimal digits.
    pub hash: String,
}

/// A run of the same experiment and seed that another one starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Its configuration hash.
    pub hash: String,
    /// Which of its weights: those that it reports.
    pub checkpoint: Checkpoint,
}

impl Run {
    /// As its experiment calls it. The stored row has the name of the experiment that was run first.
    pub fn identity(&self) -> Identity {
        Identity {
            experiment: self.experiment.clone(),
            variant: self.variant.clone(),
            family: self.family.clone(),
            seed: self.seed,
            config_hash: self.hash.clone(),
        }
    }

    /// `experiment/variant/seed`.
    pub fn name(&self) -> String {
        format!("{}/{}/{}", self.experiment, self.variant, self.seed)
    }
}

impl Plan {
    /// All runs, experiment by experiment.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.experiments.iter().flat_map(|experiment| &experiment.runs)
    }
}

impl Experiment {
    /// The runs of each variant, in order.
    pub fn variants(&self) -> impl Iterator<Item = &[Run]> {
        self.runs.chunk_by(|a, b| a.variant == b.variant)
    }
}
