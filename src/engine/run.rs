//! Running a plan on one batch.

use std::ops::Range;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::Engine;
use super::plan::Plan;
use super::step::{Affine, FusedConv, Step, Work};
use super::trace::Value;
use super::values::{Slot, Values};
use crate::grid::{Place, Tables};
use crate::kernels::conv::{self, Epilogue};
use crate::kernels::rows::batch_norm;
use crate::kernels::rows::resize::Bilinear;
use crate::kernels::rows::{concat, gather, pointwise, pool, sums};
use crate::models::{Part, decided};
use crate::{Error, Result};

/// What a step serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Network,
    /// A learned mask: its estimator and what it decides.
    Mask,
    /// Kernel maps on the cells of a learned mask.
    Maps,
}

impl Purpose {
    pub(super) fn of(part: Part) -> Self {
        if part == Part::Mask { Purpose::Mask } else { Purpose::Network }
    }
}

/// What a run gives.
#[derive(Debug)]
pub struct Ran {
    /// What the network computes, row-major.
    pub scores: Vec<f32>,
    /// The geometry that a learned mask decided; `None` without one.
    pub decided: Option<Arc<Tables>>,
}

/// Told after every step its number and how long it took.
type OnStep<'a> = &'a mut dyn FnMut(usize, Duration);

impl Engine {
    /// What the network computes of normalised pixels, row-major [images·height·width, 3].
    ///
    /// # Errors
    /// When the tables were made for another fine stride or another number of pixels.
    pub fn run(&self, tables: &Tables, pixels: &[f32]) -> Result<Vec<f32>> {
        Ok(self.run_timed(tables, pixels, &mut |_, _| {})?.scores)
    }

    /// The same, telling after every step its number and how long it took, tables that it was the first to
    /// need included. A learned mask decides the levels, whatever those of the tables are.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_timed(&self, tables: &Tables, pixels: &[f32], on_step: OnStep<'_>) -> Result<Ran> {
        self.check(tables, pixels)?;
        // A poisoned lock only means that another run panicked; the memory holds no meaning between runs.
        let mut memory = std::mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner));
        let [first, behind @ ..] = self.plans.as_slice() else { return Err(Error::new("there is no plan")) };
        let (mut result, mut kept) = first.run(tables, &[pixels], &mut memory, on_step)?;
        let (mut done, mut own) = (first.steps.len(), None);
        for plan in behind {
            let start = Instant::now();
            let tables = Arc::new(decided(tables, &result)?);
            tables.grid(1)?;
            on_step(done, start.elapsed());
            let start = Instant::now();
            plan.prepare(&tables)?;
            on_step(done + 1, start.elapsed());
            let given: Vec<&[f32]> = kept.iter().map(Vec::as_slice).collect();
            let shifted = &mut |step: usize, took| on_step(done + 2 + step, took);
            (result, kept) = plan.run(&tables, &given, &mut memory, shifted)?;
            done += 2 + plan.steps.len();
            own = Some(tables);
        }
        *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory;
        Ok(Ran { scores: result, decided: own })
    }

    /// Builds every table of a batch that the plan needs and that is not there yet, which a run would do
    /// at the first step that needs it; those of a learned mask's cells are not known yet.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn prepare(&self, tables: &Tables) -> Result<()> {
        self.plans.iter().take(1).try_for_each(|plan| plan.prepare(tables))
    }

    /// Bytes of feature maps that are alive at the same time in a run on such tables, its result not among
    /// them; where a learned mask decides, on those that it decided.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn feature_bytes(&self, tables: &Tables) -> Result<usize> {
        let mut given = vec![3 * tables.rows(Place::Lattice { stride: 1 })?];
        let mut most = 0;
        for (number, plan) in self.plans.iter().enumerate() {
            let values = Values::new(plan, tables, &given)?;
            let copies = if number > 0 { given.iter().sum() } else { 0 };
            most = most.max(values.floats + copies);
            given = plan.kept.iter().map(|&value| values.size(value)).collect();
        }
        Ok(most * size_of::<f32>())
    }

    fn check(&self, tables: &Tables, pixels: &[f32]) -> Result<()> {
        self.resolution.check_tables(tables)?;
        let (height, width) = tables.image_size();
        let wanted = 3 * tables.images() * height * width;
        if pixels.len() != wanted {
            return Err(Error::new(format!("{} pixel values instead of {wanted}", pixels.len())));
        }
        Ok(())
    }
}

impl Plan {
    /// The last step's result, and what the next plan starts from.
    fn run(
        &self,
        tables: &Tables,
        given: &[&[f32]],
        memory: &mut Vec<f32>,
        on_step: OnStep<'_>,
    ) -> Result<(Vec<f32>, Vec<Vec<f32>>)> {
        let sizes: Vec<usize> = given.iter().map(|given| given.len()).collect();
        let values = Values::new(self, tables, &sizes)?;
        if memory.len() < values.floats {
            *memory = vec![0.0; values.floats];
        }
        let mut result = vec![0.0; values.result];
        for (number, step) in self.steps.iter().enumerate() {
            let start = Instant::now();
            if !values.is_copy(step.output) {
                let place = match values.slot(step.output) {
                    Slot::Memory(place) => place.clone(),
                    _ => 0..0,
                };
                let is_result = number + 1 == self.steps.len();
                let (before, rest) = memory.split_at_mut(place.start);
                let (output, after) = rest.split_at_mut(place.len());
                let run = Run { tables, given, values: &values, before, after, gap: place };
                run.compute(step, if is_result { &mut result } else { output })?;
            }
            on_step(number, start.elapsed());
        }
        let kept = self.kept.iter().map(|&value| match values.slot(value) {
            Slot::Memory(place) => memory[place.clone()].to_vec(),
            Slot::Given(number) => given[*number].to_vec(),
            Slot::SameAs(_) | Slot::Elsewhere => result.clone(),
        });
        let kept = kept.collect();
        Ok((result, kept))
    }

    fn prepare(&self, tables: &Tables) -> Result<()> {
        for step in &self.steps {
            match &step.work {
                Work::Conv(fused) => fused.conv.map(tables, fused.from, fused.to).map(drop)?,
                Work::MaxPool(route) | Work::Gather(route) => route.map(tables).map(drop)?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// One step of a run: what it may read.
struct Run<'a> {
    tables: &'a Tables,
    given: &'a [&'a [f32]],
    values: &'a Values,
    /// The memory before and after the place that the step writes.
    before: &'a [f32],
    after: &'a [f32],
    gap: Range<usize>,
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

    fn input(&self, step: &Step, number: usize) -> &[f32] {
        self.value(step.inputs[number])
    }

    fn residual(&self, step: &Step) -> Option<&[f32]> {
        step.inputs.get(1).map(|&value| self.value(value))
    }

    fn compute(&self, step: &Step, y: &mut [f32]) -> Result<()> {
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

    fn conv(&self, fused: &FusedConv, step: &Step, y: &mut [f32]) -> Result<()> {
        let map = fused.conv.map(self.tables, fused.from, fused.to)?;
        let epilogue =
            Epilogue { bias: fused.bias.as_deref(), residual: self.residual(step), relu: fused.relu };
        conv::forward(self.input(step, 0), &map, &fused.weight, y, epilogue);
        Ok(())
    }
}
