//! Both conventions of METHOD section 8, for one layer and for a network.

use crate::Result;
use crate::models::{Layer, LayerKind, Model, Part, RowCount, Survey};

impl Layer {
    /// Multiply–accumulates that are really executed, taps outside the image included.
    pub fn macs(&self) -> f64 {
        match self.kind {
            LayerKind::Conv { kernel, .. } => self.rows_out * self.weights(kernel),
            _ => 0.0,
        }
    }

    /// The paper's "multiply-adds": convolutions with the authors' rows, biases once per output,
    /// batch-norm 2 and ReLU 1 per element, pools 1 per input element.
    pub fn ptflops(&self) -> f64 {
        let elements = self.rows_out * self.c_out as f64;
        match self.kind {
            LayerKind::Conv { kernel, bias } => {
                let biases = if bias { self.rows_authors * self.c_out as f64 } else { 0.0 };
                self.rows_authors * self.weights(kernel) + biases
            }
            LayerKind::BatchNorm { relu } => elements * if relu { 3.0 } else { 2.0 },
            LayerKind::Relu => elements,
            LayerKind::MaxPool => self.rows_authors * self.c_in as f64,
            LayerKind::MeanPool => self.rows_in * self.c_in as f64,
            LayerKind::Other => 0.0,
        }
    }

    /// Trained elements.
    pub fn parameters(&self) -> usize {
        match self.kind {
            LayerKind::Conv { kernel, bias } => {
                kernel * kernel * self.c_in * self.c_out + if bias { self.c_out } else { 0 }
            }
            LayerKind::BatchNorm { .. } => 2 * self.c_out,
            LayerKind::Relu | LayerKind::MaxPool | LayerKind::MeanPool | LayerKind::Other => 0,
        }
    }

    /// Elements that the layer writes.
    pub fn activations(&self) -> f64 {
        self.rows_out * self.c_out as f64
    }

    fn weights(&self, kernel: usize) -> f64 {
        (kernel * kernel * self.c_in * self.c_out) as f64
    }
}

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
    pub fn of_network(network: &impl Model, rows: &impl RowCount) -> Result<Self> {
        Ok(Cost::of(&Survey::layers(network, rows)?))
    }

    /// Bytes that a training step needs at least, in float32: what every layer writes and its gradient, for
    /// `batch` images, and parameters with gradient and velocity.
    pub fn training_memory(&self, batch: f64) -> f64 {
        4.0 * (2.0 * batch * self.activations + 3.0 * self.parameters as f64)
    }

    /// Adds up layers.
    pub fn of(layers: &[Layer]) -> Self {
        let mut cost = Cost::default();
        for layer in layers {
            match layer.part {
                Part::Backbone => {
                    cost.macs_backbone += layer.macs();
                    cost.ptflops_backbone += layer.ptflops();
                }
                // The paper lists the mask beside its count.
                Part::Mask => cost.macs_mask += layer.macs(),
                Part::Head => {
                    cost.macs_head += layer.macs();
                    cost.ptflops_head += layer.ptflops();
                }
            }
            cost.parameters += layer.parameters();
            cost.activations += layer.activations();
        }
        cost
    }
}
