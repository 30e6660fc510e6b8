//! What an experiment is among the others.

use schemars::JsonSchema;
use serde::Deserialize;

/// Decides where a report shows an experiment, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It answers a question of its own.
    #[default]
    Main,
    /// It varies what another experiment holds fixed, to see what matters.
    Ablation,
}
