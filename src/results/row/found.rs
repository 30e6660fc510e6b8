//! What a run measured.

use serde::{Deserialize, Serialize};

use crate::evaluate::Checkpoint;
use crate::metrics::Scores;
use crate::results::{Latency, Spread};

/// How good the predictions are on the evaluated split; the same for any number of threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accuracy {
    /// The scores of the run's task.
    #[serde(flatten)]
    pub scores: Scores,
    /// Those of both branches of a learned mask in full, mixed by its choices: what it was trained as. `None` where no
    /// mask is trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_branch: Option<Scores>,
    /// Classes that no image of the evaluated split has; one that is predicted all the same counts as 0 in the mean, as in
    /// the authors' evaluation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent_classes: Vec<String>,
    /// Which weights were evaluated.
    pub checkpoint: Checkpoint,
    /// Optimiser steps behind the evaluated weights; `None` for weights that were not trained here.
    pub step: Option<usize>,
    /// Mean loss over the last tenth of the training steps, in nats; `None` without training.
    pub final_loss: Option<f64>,
}

/// What the computation costs: means and deviations over the evaluated images (METHOD section 8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Backbone, head and mask, in executed multiply–accumulates per image.
    pub macs_total: Spread,
    /// The backbone's part of it, in multiply–accumulates per image.
    pub macs_backbone: Spread,
    /// The head's part of it, in multiply–accumulates per image.
    pub macs_head: Spread,
    /// The mask's part of it, in multiply–accumulates per image; 0 for regular networks.
    pub macs_mask: Spread,
    /// Comparisons of the authors' window that widens the mask, per image; in no count of multiply–adds.
    pub mask_widening: Spread,
    /// Additions of means over cells, per image; in no count of multiply–adds. Rows of before such means have none.
    #[serde(default = "none")]
    pub additions: Spread,
    /// The backbone in the paper's convention, in ptflops-compatible multiply-adds per image.
    pub ptflops_backbone: Spread,
    /// The head in the same convention, which the paper leaves out.
    pub ptflops_head: Spread,
    /// Share of the lattice that keeps level 0, 0 to 1; `None` for regular networks, which have no mask.
    pub active_fraction: Option<Spread>,
    /// Trainable parameters of the whole network.
    pub parameters: u64,
}

fn none() -> Spread {
    Spread::constant(0.0)
}

/// How long it took and how much memory; comparable within one machine class only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// Time to predict one image at batch 1, mask included; `None` when it was not timed.
    pub latency: Option<Latency>,
    /// Median time per image for mask, levels and cells, in milliseconds, part of the latency; `None` for
    /// regular networks and when it was not timed.
    pub mask_ms: Option<f64>,
    /// Median time per image to build kernel maps, in milliseconds, part of the latency; `None` as above.
    #[serde(default)]
    pub maps_ms: Option<f64>,
    /// GFLOP/s of the fastest matrix product, measured beside the latency with the same kernel and threads.
    #[serde(default)]
    pub peak_gflops: Option<f64>,
    /// Highest resident memory of the process, in bytes; `None` where the system does not tell.
    pub peak_memory: Option<u64>,
    /// Wall-clock time of training, in seconds; `None` without training.
    pub training_seconds: Option<f64>,
    /// Wall-clock time of the evaluation, in seconds.
    pub evaluation_seconds: f64,
    /// Share of the training time spent waiting for data, 0 to 1; `None` without training.
    pub waiting_share: Option<f64>,
}
