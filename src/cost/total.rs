//! The sums of METHOD section 8 over a network.

use super::layers::{Layer, layers};
use crate::Result;
use crate::graph::{Graph, Part};
use crate::grid::RowCount;

/// The sums over the layers of one forward pass.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Multiply–accumulates really executed in the backbone.
    pub macs_backbone: f64,
    /// The same in the head.
    pub macs_head: f64,
    /// The same in the estimator of a learned mask.
    pub macs_mask: f64,
    /// The paper's count, backbone only.
    pub ptflops_backbone: f64,
    /// The same count of the head, which the paper leaves out.
    pub ptflops_head: f64,
    /// Additions of means over cells, beyond the paper; in no other count.
    pub additions: f64,
    /// Trained elements of the whole network.
    pub parameters: usize,
    /// Elements written by all layers: what training keeps for its backward pass.
    pub activations: f64,
}

impl Cost {
    /// Multiply–accumulates of the network, its mask's estimator included.
    pub fn macs(&self) -> f64 {
        self.macs_backbone + self.macs_head + self.macs_mask
    }

    /// What a network costs on the given rows.
    ///
    /// # Errors
    /// When the network asks for a place that the rows do not have.
    pub fn of_network(graph: &Graph, rows: &dyn RowCount) -> Result<Self> {
        Ok(Cost::of(&layers(graph, rows)?))
    }

    /// Bytes that a training step needs at least, in float32: what every layer writes and its gradient, for
    /// `batch` images, and parameters with gradient and velocity.
    pub fn training_memory(&self, batch: f64) -> f64 {
        4.0 * (2.0 * batch * self.activations + 3.0 * self.parameters as f64)
    }

    /// Adds up layers; one that stands in two branches has its parameters once.
    pub fn of(layers: &[Layer<'_>]) -> Self {
        let mut cost = Cost::default();
        for layer in layers {
            let count = layer.count;
            cost.additions += count.additions;
            match layer.node.part {
                Part::Backbone => {
                    cost.macs_backbone += count.macs;
                    cost.ptflops_backbone += count.ptflops;
                }
                // The paper lists the mask beside its count.
                Part::Mask => cost.macs_mask += count.macs,
                Part::Head => {
                    cost.macs_head += count.macs;
                    cost.ptflops_head += count.ptflops;
                }
            }
            if layer.node.geometry != crate::graph::Geometry::Coarse {
                cost.parameters += layer.parameters();
            }
            cost.activations += layer.activations();
        }
        cost
    }
}
