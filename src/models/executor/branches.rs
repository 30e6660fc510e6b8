//! What the two branches of a learned mask need beyond layers.

use std::sync::Arc;

use dfdx::prelude::{HasShape, MeanTo, PutTape, Rank0, Tensor, TryMul, TrySub};

use super::{Branch, Executor};
use crate::Result;
use crate::grid::Tables;
use crate::models::BatchNorm;
use crate::ops::{Choice, Ending, RowOps, Rows};

impl<O: RowOps> Executor<'_, O> {
    /// What follows runs on these tables, or on the given ones, as a branch.
    pub(in crate::models) fn lay_on(&mut self, tables: Option<Tables>, branch: Branch) {
        self.own = tables.map(Arc::new);
        self.branch = branch;
    }

    /// The share of the coarse branch in every box, of the scores of a learned mask.
    pub(in crate::models) fn choose(
        &mut self,
        scores: &Rows<O::Device>,
        choice: Choice<'_>,
    ) -> Result<Rows<O::Device>> {
        self.ops.gumbel(&mut self.graph, scores, choice)
    }

    /// From boxes to the lattice of the fine stride, on tables whose cells are the boxes.
    pub(in crate::models) fn spread_boxes(&mut self, boxes: &Rows<O::Device>) -> Result<Rows<O::Device>> {
        let map = self.tables().to_lattice(1)?;
        self.ops.gather(&mut self.graph, boxes, &map)
    }

    /// (1 − share) · fine + share · coarse.
    pub(in crate::models) fn mix(
        &mut self,
        fine: &Rows<O::Device>,
        coarse: &Rows<O::Device>,
        share: &Rows<O::Device>,
    ) -> Result<Rows<O::Device>> {
        self.ops.mix(&mut self.graph, fine, coarse, share)
    }

    /// weight · (mean(x) − target)².
    pub(in crate::models) fn squared_distance(
        &mut self,
        x: &Rows<O::Device>,
        target: f32,
        weight: f32,
    ) -> Result<Tensor<Rank0, f32, O::Device>> {
        let x = x.clone();
        self.graph.with_dfdx(|tape| {
            let mean: Tensor<Rank0, f32, O::Device, _> = x.put_tape(tape).try_mean()?;
            mean.try_sub(target)?.try_square()?.try_mul(weight)
        })
    }

    /// Batch-norm with running statistics; on cells those of the branch that each cell's level is of, where
    /// branches have their own.
    pub(super) fn batch_norm_eval(
        &mut self,
        x: &Rows<O::Device>,
        norm: &BatchNorm,
        ending: Ending<'_, O::Device>,
    ) -> Result<Rows<O::Device>> {
        let weight = self.parameters.get(&format!("{}.weight", norm.name))?;
        let bias = self.parameters.get(&format!("{}.bias", norm.name))?;
        let (ops, eps) = (self.ops, BatchNorm::EPS);
        let mut norm_by =
            |running| ops.batch_norm_eval(&mut self.graph, x, weight, bias, running, eps, ending);
        let fine = norm_by(self.parameters.running(&norm.name)?)?;
        let Some(coarse) = self.parameters.coarse_running(&norm.name) else { return Ok(fine) };
        let rows = x.shape().0;
        let tables = self.own.as_deref().unwrap_or(self.given);
        let Some(levels) = tables.levels_of_rows(rows)? else { return Ok(fine) };
        let coarse = norm_by(coarse)?;
        let share = levels.iter().map(|&level| f32::from(level.min(1))).collect();
        let share = ops.rows_from(share, rows, 1)?;
        ops.mix(&mut self.graph, &fine, &coarse, &share)
    }
}
