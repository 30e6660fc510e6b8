//! Layers as descriptions: what they are called in the state dict, how large they are, and where they read.

use std::sync::Arc;

use crate::Result;
use crate::grid::{KernelMap, Place, Tables, Window};

/// A convolution (k×k with k odd; 1×1 is a linear layer on rows).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conv {
    /// State-dict path without `.weight`, as in `backbone.layer3.0.conv2`.
    pub name: String,
    pub c_in: usize,
    pub c_out: usize,
    pub kernel: usize,
    /// Taps before the one in place: (kernel − 1)/2, except in first layers without padding.
    pub padding: usize,
    pub dilation: usize,
    pub pitch: Pitch,
    pub bias: bool,
}

/// How far apart taps are on cells, in lattice positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pitch {
    /// dilation · 2^depth, whatever the size of the cell (METHOD section 4): a backbone's layers.
    #[default]
    OfDepth,
    /// As far as the dilation says on the lattice of the fine stride, but at least one cell: a head's layers,
    /// which see the lattice of the fine stride where all cells are fine, and that of the coarse one where
    /// all are coarse.
    OfCell,
}

impl Conv {
    /// A convolution without dilation and bias.
    pub fn new(name: impl Into<String>, c_in: usize, c_out: usize, kernel: usize) -> Self {
        let Window { padding, dilation, .. } = Window::centred(kernel, 1);
        Conv { name: name.into(), c_in, c_out, kernel, padding, dilation, pitch: Pitch::OfDepth, bias: false }
    }

    /// With taps that many steps apart.
    pub fn dilated(self, dilation: usize) -> Self {
        Conv { dilation, ..self }
    }

    /// With taps apart as a head has them on cells.
    pub fn at_cell_pitch(self) -> Self {
        Conv { pitch: Pitch::OfCell, ..self }
    }

    /// Starting where it is laid, without padding.
    pub fn unpadded(self) -> Self {
        Conv { padding: 0, ..self }
    }

    /// With a bias.
    pub fn biased(self) -> Self {
        Conv { bias: true, ..self }
    }

    /// Where its taps read in a batch.
    ///
    /// # Errors
    /// When no layer leads from one place to the other.
    pub fn map(&self, tables: &Tables, from: Place, to: Place) -> Result<Arc<KernelMap>> {
        match (self.pitch, from) {
            (Pitch::OfCell, Place::Cells { depth }) => {
                tables.conv_at_cell_pitch(depth, self.kernel, self.dilation)
            }
            _ => tables.window(from, to, self.window()),
        }
    }

    /// The taps of an output.
    pub fn window(&self) -> Window {
        Window { kernel: self.kernel, padding: self.padding, dilation: self.dilation }
    }

    /// k².
    pub fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    /// Elements of weight and bias.
    pub fn parameters(&self) -> usize {
        self.taps() * self.c_in * self.c_out + if self.bias { self.c_out } else { 0 }
    }
}

/// A batch normalisation over all rows of a feature map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchNorm {
    /// State-dict path without `.weight`.
    pub name: String,
    pub channels: usize,
}

impl BatchNorm {
    /// PyTorch's default, used by every network of the paper.
    pub const EPS: f32 = 1e-5;

    pub fn new(name: impl Into<String>, channels: usize) -> Self {
        BatchNorm { name: name.into(), channels }
    }
}
