//! One step of a run.

use std::ops::Range;

use super::step::{Affine, FusedConv, Step, Work};
use super::trace::Value;
use super::values::{Slot, Values};
use crate::Result;
use crate::grid::Tables;
use crate::kernels::conv::{self, Epilogue, PackedWeight};
use crate::kernels::rows::batch_norm;
use crate::kernels::rows::resize::Bilinear;
use crate::kernels::rows::{concat, gather, pointwise, pool, sums};

/// One step of a run: what it may read.
pub(super) struct Run<'a> {
    pub tables: &'a Tables,
    pub given: &'a [&'a [f32]],
    pub values: &'a Values,
    /// The memory before and after the place that the step writes.
    pub before: &'a [f32],
    pub after: &'a [f32],
    pub gap: Range<usize>,
}

impl Run<'_> {
    fn value(&self, value: Value) -> &[f32] {
        match self.values.slot(value) {
            Slot::Given(number) => self.given[*number],
            Slot::Memory(place) if place.end <= self.gap.start => &self.before[place.clone()],
            // Nothing that a step reads overlaps what it writes; an empty map may lie anywhere.
            Slot::Memory(place) if place.is_empty() => &[],
            Slot::Memory(place) => &self.after[place.start - self.gap.end..place.end - self.gap.end],
            Slot::SameAs(_) | Slot::Elsewhere => &[],
        }
    }

    fn input(&self, step: &Step<PackedWeight>, number: usize) -> &[f32] {
        self.value(step.inputs[number])
    }

    fn residual(&self, step: &Step<PackedWeight>) -> Option<&[f32]> {
        step.inputs.get(1).map(|&value| self.value(value))
    }

    pub(super) fn compute(&self, step: &Step<PackedWeight>, y: &mut [f32]) -> Result<()> {
        let (x, channels) = (self.input(step, 0), step.channels);
        match &step.work {
            Work::Conv(fused) => self.conv(fused, step, y)?,
            Work::Affine(affine) => self.affine(affine, x, self.residual(step), y)?,
            Work::Relu => pointwise::relu(x, y),
            Work::MaxPool(route) => {
                pool::max_pool(x, channels, &*route.map(self.tables)?, y, &mut vec![0; y.len()]);
            }
            Work::Gather(route) => gather::gather(x, channels, &*route.map(self.tables)?, y),
            Work::Concat => {
                let rows = y.len() / channels;
                let mut offset = 0;
                for number in 0..step.inputs.len() {
                    let part = self.input(step, number);
                    let own = part.len() / rows.max(1);
                    concat::insert(part, own, offset, y, channels);
                    offset += own;
                }
            }
            Work::MeanOfImages(place) => {
                let (start, share) = (self.tables.image_start(*place)?, self.tables.area_share(*place)?);
                sums::weighted_sums(x, channels, &start, &share, y);
            }
            Work::Resize { from, to } => {
                let (from, to) = (self.tables.lattice(*from), self.tables.lattice(*to));
                Bilinear::new(channels, from, to).forward(x, y);
            }
        }
        Ok(())
    }

    fn affine(&self, affine: &Affine, x: &[f32], residual: Option<&[f32]>, y: &mut [f32]) -> Result<()> {
        let Affine { center, scale, bias, relu, coarse, .. } = affine;
        let (channels, relu) = (bias.len(), *relu);
        let levels = match coarse {
            None => None,
            Some(_) => self.tables.levels_of_rows(y.len() / channels)?,
        };
        let (Some(levels), Some(coarse)) = (levels, coarse) else {
            batch_norm::Affine { center, scale, bias, residual, relu }.apply(x, y);
            return Ok(());
        };
        // Cells are listed level by level, so there are a few long runs of equal levels in every batch.
        let mut start = 0;
        for run in levels.chunk_by(|a, b| a == b) {
            let own = start..start + run.len() * channels;
            let (center, scale) = if run[0] == 0 { (center, scale) } else { (&coarse.0, &coarse.1) };
            let residual = residual.map(|residual| &residual[own.clone()]);
            let affine = batch_norm::Affine { center, scale, bias, residual, relu };
            affine.apply(&x[own.clone()], &mut y[own.clone()]);
            start = own.end;
        }
        Ok(())
    }

    fn conv(&self, fused: &FusedConv<PackedWeight>, step: &Step<PackedWeight>, y: &mut [f32]) -> Result<()> {
        let map = fused.conv.map(self.tables, fused.from, fused.to)?;
        let epilogue =
            Epilogue { bias: fused.bias.as_deref(), residual: self.residual(step), relu: fused.relu };
        conv::forward(self.input(step, 0), &map, &fused.weight, y, epilogue);
        Ok(())
    }
}
