//! One step of a run.

use std::ops::Range;

use super::step::{Affine, FusedConv, LayerNorm, Step, Value, Work};
use super::values::{Slot, Values};
use crate::Result;
use crate::grid::Tables;
use crate::kernels::conv::{Epilogue, Weight};
use crate::kernels::rows::{batch_norm, layer_norm};
use crate::ops::Inputs;

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

    fn input(&self, step: &Step<Weight>, number: usize) -> &[f32] {
        self.value(step.inputs[number])
    }

    fn residual(&self, step: &Step<Weight>) -> Option<&[f32]> {
        step.inputs.get(1).map(|&value| self.value(value))
    }

    pub(super) fn compute(&self, step: &Step<Weight>, y: &mut [f32]) -> Result<()> {
        match &step.work {
            Work::Conv(fused) => self.conv(fused, step, y),
            Work::Affine(affine) => self.affine(affine, step, y),
            Work::LayerNorm(norm) => {
                let LayerNorm { weight, bias, eps } = norm;
                layer_norm::LayerNorm { weight, bias, eps: *eps }.apply(self.input(step, 0), y);
                Ok(())
            }
            Work::Op(op) => {
                let inputs: Vec<&[f32]> = step.inputs.iter().map(|&input| self.value(input)).collect();
                op.infer(&Inputs { tables: self.tables, inputs: &inputs, channels: step.channels }, y)
            }
        }
    }

    fn affine(&self, affine: &Affine, step: &Step<Weight>, y: &mut [f32]) -> Result<()> {
        let (x, residual) = (self.input(step, 0), self.residual(step));
        let Affine { center, scale, bias, relu, coarse, .. } = affine;
        let (channels, relu) = (bias.len(), *relu);
        let levels = match coarse {
            None => None,
            Some(_) => self.tables.levels_at(step.place)?,
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

    fn conv(&self, fused: &FusedConv<Weight>, step: &Step<Weight>, y: &mut [f32]) -> Result<()> {
        let map = self.tables.map(fused.conv.reads())?;
        let epilogue = Epilogue {
            bias: fused.bias.as_deref(),
            residual: self.residual(step),
            relu: fused.relu,
            activation: fused.activation,
        };
        fused.weight.forward(self.input(step, 0), &map, y, epilogue);
        Ok(())
    }
}
