//! A network as an experiment file states it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Backbone, Downsampling, Head};
use crate::Result;
use crate::executor::Portion;
use crate::grid::Resolution;
use crate::kind::is_default;

/// A network: a backbone and a head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// What makes features of an image.
    pub backbone: Backbone,
    /// What makes class scores of features, or leaves them as descriptors.
    pub head: Head,
    /// Where training starts from (default: everything is drawn).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Weights>,
}

/// Weights that a run starts from; exactly one of `file` and `variant` is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Relative to the project's root; `$NAME/…` begins at the folder in an environment variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// One of several sets of weights in the file, by the key that it stands under, such as `model_ema` (default: the plain ones).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// A variant of the same experiment: its run of the same seed, at the checkpoint that it reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Which part of the network gets its values (default: the backbone from a file, all from a variant).
    #[serde(default)]
    pub part: Option<Portion>,
    /// How the weights want their pixels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub input: Input,
}

impl Weights {
    /// The part of the network that gets its values.
    pub fn portion(&self) -> Portion {
        self.part.unwrap_or(if self.variant.is_some() { Portion::All } else { Portion::Backbone })
    }
}

/// What the pixels of a network's input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// Red, green, blue, normalised as the data says (torchvision's weights).
    #[default]
    Normalised,
    /// Blue, green, red from 0 to 255, less (104, 117, 123) (weights that come from Caffe).
    Caffe,
}

impl Network {
    /// At which strides and blocks this network downsamples in a way.
    ///
    /// # Errors
    /// When it has no such strides, or the block cannot hold a coarse cell.
    pub fn resolution(&self, downsampling: &Downsampling) -> Result<Resolution> {
        self.backbone.own().resolution(self.head.used_for(), downsampling)
    }
}
