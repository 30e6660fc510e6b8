//! How a learned mask is trained (METHOD section 5): the fine and the coarse network side by side, with one set of
//! weights, their features mixed place by place as the mask chooses, and one head.

use dfdx::prelude::{Device, Rank0, Tensor};

use super::Executor;
use super::executor::Branch;
use super::network::Segmenter;
use super::resnet::Features;
use crate::Result;
use crate::grid::Levels;
use crate::mask::Learned;
use crate::ops::{Choice, RowOps, Rows};

/// A network whose learned mask is trained, or was.
#[derive(Debug, Clone, Copy)]
pub struct TwoBranch<'a> {
    pub network: &'a Segmenter,
    pub mask: &'a Learned,
}

/// What both branches together give.
pub struct Mixed<D: Device<f32>> {
    /// Class scores [images·height·width, classes].
    pub scores: Rows<D>,
    /// The share of the coarse branch in every box, 0 or 1 in a hard choice: [boxes, 1].
    pub downsampled: Rows<D>,
}

impl TwoBranch<'_> {
    /// The forward pass on normalised pixels [images·height·width, 3]; the executor's tables are those of the
    /// regular network of the fine stride. `choice` has noise for every box.
    ///
    /// # Errors
    /// When tables, pixels or noise do not fit, or the device fails.
    pub fn forward<O: RowOps>(
        self,
        executor: &mut Executor<'_, O>,
        pixels: Vec<f32>,
        choice: Choice<'_>,
    ) -> Result<Mixed<O::Device>> {
        let network = self.network;
        let pixels = executor.pixels(network, pixels)?;
        let trunk = network.trunk(executor, &pixels)?;
        let scores = network.estimate(executor, &trunk)?;
        let downsampled = executor.choose(&scores, choice)?;
        let Features { low_level, last } = trunk;
        let branch = |executor: &mut Executor<'_, O>| network.on_cells(executor, last.clone());
        let fine = branch(executor)?;
        executor.lay_on(Some(executor.tables().with_levels(coarse(executor)?)?), Branch::Coarse);
        let coarse = branch(executor)?;
        let coarse = network.spread(executor, &coarse)?;
        let share = executor.spread_boxes(&downsampled)?;
        executor.lay_on(None, Branch::Fine);
        let last = executor.mix(&fine, &coarse, &share)?;
        let scores = network.classify(executor, Features { low_level, last })?;
        Ok(Mixed { scores, downsampled })
    }

    /// weight · (mean(downsampled) − target)².
    ///
    /// # Errors
    /// When the device fails.
    pub fn loss<O: RowOps>(
        self,
        executor: &mut Executor<'_, O>,
        downsampled: &Rows<O::Device>,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        executor.squared_distance(downsampled, self.mask.target as f32, self.mask.weight)
    }
}

/// Level 1 everywhere.
fn coarse<O: RowOps>(executor: &Executor<'_, O>) -> Result<Vec<Levels>> {
    let tables = executor.tables();
    let (height, width) = tables.lattice(tables.fine_stride());
    Ok(vec![Levels::uniform(height, width, 1)?; tables.images()])
}
