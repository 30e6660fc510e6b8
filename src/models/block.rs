//! The residual blocks of a ResNet.

use super::backend::Backend;
use super::config::Strided;
use super::layer::{BatchNorm, Conv};
use crate::Result;
use crate::grid::Place;

/// Which of the two published blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// Two 3×3 (ResNet-18, 34).
    Basic,
    /// 1×1, 3×3, 1×1 with four times the channels at its end (ResNet-50 and deeper).
    Bottleneck,
}

impl BlockKind {
    /// Output channels per inner channel.
    pub fn expansion(self) -> usize {
        match self {
            BlockKind::Basic => 1,
            BlockKind::Bottleneck => 4,
        }
    }
}

/// One residual block: convolutions with their norms, and the shortcut's projection where shapes change.
#[derive(Debug, Clone)]
pub struct Block {
    layers: Vec<(Conv, BatchNorm)>,
    /// The layer that goes from the block's first place to its second.
    strided_layer: usize,
    projection: Option<(Conv, BatchNorm)>,
}

impl Block {
    /// A block called `name`; `strided` when it starts a stage that downsamples.
    pub fn new(name: &str, kind: BlockKind, c_in: usize, inner: usize, strided: bool) -> Self {
        let c_out = inner * kind.expansion();
        let shapes: &[(usize, usize, usize)] = match kind {
            BlockKind::Basic => &[(c_in, inner, 3), (inner, inner, 3)],
            BlockKind::Bottleneck => &[(c_in, inner, 1), (inner, inner, 3), (inner, c_out, 1)],
        };
        let layers = shapes.iter().enumerate().map(|(i, &(from, to, kernel))| {
            let number = i + 1;
            (
                Conv::new(format!("{name}.conv{number}"), from, to, kernel),
                BatchNorm::new(format!("{name}.bn{number}"), to),
            )
        });
        let projection = (strided || c_in != c_out).then(|| {
            (
                Conv::new(format!("{name}.downsample.0"), c_in, c_out, 1),
                BatchNorm::new(format!("{name}.downsample.1"), c_out),
            )
        });
        let strided_layer = usize::from(kind == BlockKind::Bottleneck);
        Block { layers: layers.collect(), strided_layer, projection }
    }

    /// Channels that leave the block.
    pub fn channels(&self) -> usize {
        // Both kinds have at least two layers.
        self.layers[self.layers.len() - 1].0.c_out
    }

    /// Names of its norms.
    pub fn norms(&self) -> impl Iterator<Item = &str> {
        self.layers.iter().chain(&self.projection).map(|(_, norm)| norm.name.as_str())
    }

    /// From rows at one place to rows at another (the same one, unless the block downsamples).
    pub fn forward<B: Backend>(
        &self,
        backend: &mut B,
        x: &B::Rows,
        from: Place,
        to: Place,
        strided: Strided,
    ) -> Result<B::Rows> {
        let shortcut = match &self.projection {
            None => x.clone(),
            Some((conv, norm)) => {
                let projected = backend.conv(x, conv, from, to)?;
                backend.batch_norm(&projected, norm, None, false)?
            }
        };
        let mut y = x.clone();
        for (i, (conv, norm)) in self.layers.iter().enumerate() {
            let (start, end) = match i.cmp(&self.strided_layer) {
                std::cmp::Ordering::Less => (from, from),
                std::cmp::Ordering::Equal => (from, to),
                std::cmp::Ordering::Greater => (to, to),
            };
            y = match (strided, end) {
                (Strided::All, Place::Cells { depth }) if start != end && conv.kernel > 1 => {
                    let all = backend.conv(&y, conv, start, start)?;
                    backend.keep(&all, depth)?
                }
                _ => backend.conv(&y, conv, start, end)?,
            };
            let residual = (i + 1 == self.layers.len()).then_some(&shortcut);
            y = backend.batch_norm(&y, norm, residual, true)?;
        }
        Ok(y)
    }
}
