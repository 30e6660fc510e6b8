//! ResNet-18/34/50/101/152 (torchvision's layout, stride on the 3×3 of the bottleneck), regular down to a
//! fine stride and on cells from there on (METHOD section 5).

use super::backend::Backend;
use super::block::{Block, BlockKind};
use super::config::{Resnet as Config, Strided};
use super::layer::{BatchNorm, Conv};
use crate::grid::{Place, Window};
use crate::{Error, Result};

/// A residual network without its classifier.
#[derive(Debug, Clone)]
pub struct Resnet {
    stem: Conv,
    stem_norm: BatchNorm,
    stages: Vec<Stage>,
    fine_stride: usize,
    strided: Strided,
}

/// What a backbone gives to a head.
#[derive(Debug, Clone)]
pub struct Features<R> {
    /// The output of layer1, on the regular lattice of stride 4, for heads that want it.
    pub low_level: Option<R>,
    /// The last features, on the cells of the last depth.
    pub last: R,
}

#[derive(Debug, Clone)]
struct Stage {
    from: Place,
    to: Place,
    blocks: Vec<Block>,
}

impl Stage {
    fn is_on_cells(&self) -> bool {
        matches!(self.to, Place::Cells { .. })
    }

    fn forward<B: Backend>(&self, backend: &mut B, mut x: B::Rows, strided: Strided) -> Result<B::Rows> {
        let mut from = self.from;
        for block in &self.blocks {
            x = block.forward(backend, &x, from, self.to, strided)?;
            from = self.to;
        }
        Ok(x)
    }
}

/// Blocks of the four stages as published, and their kind.
fn published(depth: usize) -> Result<([usize; 4], BlockKind)> {
    Ok(match depth {
        18 => ([2, 2, 2, 2], BlockKind::Basic),
        34 => ([3, 4, 6, 3], BlockKind::Basic),
        50 => ([3, 4, 6, 3], BlockKind::Bottleneck),
        101 => ([3, 4, 23, 3], BlockKind::Bottleneck),
        152 => ([3, 8, 36, 3], BlockKind::Bottleneck),
        _ => {
            return Err(Error::new(format!("there is no ResNet-{depth}"))
                .help("the published depths are 18, 34, 50, 101 and 152"));
        }
    })
}

impl Resnet {
    /// Stride of layer1's output, in every network here.
    pub const LOW_LEVEL_STRIDE: usize = 4;

    /// The network whose stages are regular down to `fine_stride` and lie on cells after it. With equal
    /// levels that is the dense network of output stride `fine_stride`.
    ///
    /// # Errors
    /// When the depth or the stride does not exist, or a stage would have no blocks or channels.
    pub fn new(config: &Config, fine_stride: usize, strided: Strided) -> Result<Self> {
        if ![4, 8, 16, 32].contains(&fine_stride) {
            return Err(Error::new(format!("a ResNet has no output stride {fine_stride}"))
                .help("choose 4, 8, 16 or 32"));
        }
        let (blocks, kind) = published(config.depth)?;
        let blocks = config.blocks.unwrap_or(blocks);
        if blocks.contains(&0) {
            return Err(Error::new("every stage of a ResNet needs at least one block"));
        }
        let scaled = |channels: usize| ((channels as f64 * config.width).round() as usize).max(1);
        let mut channels = scaled(64);
        let stem = Conv::new("backbone.conv1", 3, channels, 7);
        let mut stages = Vec::new();
        let mut from = Place::Lattice { stride: 4 };
        for (number, &count) in blocks.iter().enumerate() {
            let to = Place::of_stride(4 << number, fine_stride);
            if let (Place::Lattice { .. }, Place::Cells { .. }) = (from, to) {
                from = Place::Cells { depth: 0 };
            }
            let name = format!("backbone.layer{}", number + 1);
            let strided = number > 0;
            let inner = scaled(64 << number);
            let blocks = (0..count)
                .map(|i| {
                    let block = Block::new(&format!("{name}.{i}"), kind, channels, inner, strided && i == 0);
                    channels = inner * kind.expansion();
                    block
                })
                .collect();
            stages.push(Stage { from, to, blocks });
            from = to;
        }
        Ok(Resnet {
            stem_norm: BatchNorm::new("backbone.bn1", stem.c_out),
            stem,
            stages,
            fine_stride,
            strided,
        })
    }

    /// Channels of the features.
    pub fn channels(&self) -> usize {
        self.channels_after(self.stages.len())
    }

    /// Channels of layer1's output, which lies on the lattice of [`Resnet::LOW_LEVEL_STRIDE`].
    pub fn low_level_channels(&self) -> usize {
        self.channels_after(1)
    }

    fn channels_after(&self, stages: usize) -> usize {
        // `new` makes four stages of at least one block each.
        let blocks = self.stages.iter().take(stages).flat_map(|stage| &stage.blocks);
        blocks.last().map_or(self.stem.c_out, Block::channels)
    }

    /// Where the features lie.
    pub fn place(&self) -> Place {
        Place::of_stride(32, self.fine_stride)
    }

    /// Channels of the features before the cells.
    pub fn trunk_channels(&self) -> usize {
        self.channels_after(self.stages.iter().filter(|stage| !stage.is_on_cells()).count())
    }

    /// Names of the norms on cells.
    pub fn norms_on_cells(&self) -> impl Iterator<Item = &str> {
        self.stages
            .iter()
            .filter(|stage| stage.is_on_cells())
            .flat_map(|stage| &stage.blocks)
            .flat_map(Block::norms)
    }

    /// Features of normalised pixels [images·height·width, 3].
    pub fn forward<B: Backend>(
        &self,
        backend: &mut B,
        pixels: &B::Rows,
        low_level: bool,
    ) -> Result<Features<B::Rows>> {
        let Features { low_level, last } = self.trunk(backend, pixels, low_level)?;
        Ok(Features { low_level, last: self.on_cells(backend, last)? })
    }

    /// What does not depend on levels: the features on the lattice of the fine stride, of normalised pixels.
    pub fn trunk<B: Backend>(
        &self,
        backend: &mut B,
        pixels: &B::Rows,
        low_level: bool,
    ) -> Result<Features<B::Rows>> {
        let at = |stride| Place::Lattice { stride };
        let x = backend.conv(pixels, &self.stem, at(1), at(2))?;
        let x = backend.batch_norm(&x, &self.stem_norm, None, true)?;
        let last = backend.max_pool(&x, Window::centred(3, 1), at(2), at(4))?;
        let mut features = Features { low_level: None, last };
        for (number, stage) in self.stages.iter().enumerate().filter(|(_, stage)| !stage.is_on_cells()) {
            features.last = stage.forward(backend, features.last, self.strided)?;
            if number == 0 && low_level {
                features.low_level = Some(features.last.clone());
            }
        }
        Ok(features)
    }

    /// The stages on cells, from the features before them.
    pub fn on_cells<B: Backend>(&self, backend: &mut B, trunk: B::Rows) -> Result<B::Rows> {
        let mut stages = self.stages.iter().filter(|stage| stage.is_on_cells());
        stages.try_fold(trunk, |x, stage| stage.forward(backend, x, self.strided))
    }
}
