//! Evaluation as an experiment file states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Precision;
use crate::kind;

/// How a trained network is evaluated.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    /// Report the checkpoint with the best validation score (the paper's way) or the last one.
    #[serde(default)]
    pub checkpoint: Checkpoint,
    /// The numbers that convolutions multiply while predicting; training is always in float32.
    #[serde(default, skip_serializing_if = "kind::is_default")]
    pub precision: Precision,
    /// Which outputs of a classifier an image's class competes with.
    #[serde(default, skip_serializing_if = "kind::is_default")]
    pub competing: Competing,
}

/// Outputs of a classifier that was trained on more classes than the data has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Competing {
    /// Every output, also those that stand for no class of the data.
    #[default]
    All,
    /// Those that stand for a class of the data.
    Classes,
}

/// Which weights are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Checkpoint {
    /// Those with the best validation score, as in the paper.
    Best,
    /// Those after the last step.
    #[default]
    Last,
}
