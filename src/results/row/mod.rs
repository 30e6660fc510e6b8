//! The row of a run. What the same configuration gives again on any machine ([`Identity`], [`Accuracy`],
//! [`Cost`]) stands apart from what depends on the machine ([`Speed`]) and from what made it ([`Provenance`]).

mod bounds;
mod found;

use serde::{Deserialize, Serialize};

pub use found::{Accuracy, Cost, Speed};

use super::Provenance;
use crate::metrics::ByImage;

/// Everything that one run (experiment × variant × seed) found out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Experiment, variant, seed, and the hash of the configuration.
    pub identity: Identity,
    /// Scores over the evaluated split.
    pub accuracy: Accuracy,
    /// What each evaluated image added to the scores; rows of before it was kept tell nothing.
    #[serde(default, skip_serializing_if = "ByImage::is_empty")]
    pub by_image: ByImage,
    /// Counted on the evaluated images: multiply–accumulates, active fraction, parameters.
    pub cost: Cost,
    /// Times and memory: they depend on the machine.
    pub speed: Speed,
    /// The software, the machine and the data that made the row.
    pub provenance: Provenance,
}

/// Which run it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Name of the experiment.
    pub experiment: String,
    /// Name of the variant within the experiment.
    pub variant: String,
    /// What the variant is a case of: `regular`, `edges`, `random`, `learned`, …; charts give each a colour.
    pub family: String,
    /// Seed of every random draw of the run.
    pub seed: u64,
    /// Hash of the resolved configuration; names the run's folder.
    pub config_hash: String,
}
