//! Running a plan on one batch.

use std::ops::Range;
use std::sync::PoisonError;
use std::time::Duration;

use super::Engine;
use super::step::{Affine, FusedConv, Step, Work};
use super::trace::Value;
use super::values::{Slot, Values};
use crate::grid::Tables;
use crate::kernels::conv::{self, Epilogue};
use crate::kernels::rows::batch_norm;
use crate::kernels::rows::resize::Bilinear;
use crate::kernels::rows::{concat, gather, pointwise, pool, sums};
use crate::{Error, Result};

impl Engine {
    /// What the network computes of normalised pixels, row-major [images·height·width, 3].
    ///
    /// # Errors
    /// When the tables were made for another fine stride or another number of pixels.
    pub fn run(&self, tables: &Tables, pixels: &[f32]) -> Result<Vec<f32>> {
        self.run_timed(tables, pixels, &mut |_, _| {})
    }

    /// The same, telling after every step its number and how long it took, tables that it was the first to
    /// need included.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn run_timed(
        &self,
        tables: &Tables,
        pixels: &[f32],
        on_step: &mut dyn FnMut(usize, Duration),
    ) -> Result<Vec<f32>> {
        self.check(tables, pixels)?;
        let values = Values::new(&self.steps, tables)?;
        // A poisoned lock only means that another run panicked; the memory holds no meaning between runs.
        let mut memory = std::mem::take(&mut *self.memory.lock().unwrap_or_else(PoisonError::into_inner));
        if memory.len() < values.floats {
            memory = vec![0.0; values.floats];
        }
        let mut result = vec![0.0; values.result];
        for (number, step) in self.steps.iter().enumerate() {
            let start = std::time::Instant::now();
            if !values.is_copy(step.output) {
                let place = match values.slot(step.output) {
                    Slot::Memory(place) => place.clone(),
                    _ => 0..0,
                };
                let is_result = number + 1 == self.steps.len();
                let (before, rest) = memory.split_at_mut(place.start);
                let (output, after) = rest.split_at_mut(place.len());
                let run = Run { tables, pixels, values: &values, before, after, gap: place };
                run.compute(step, if is_result { &mut result } else { output })?;
            }
            on_step(number, start.elapsed());
        }
        *self.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory;
        Ok(result)
    }

    /// Builds every table of a batch that the plan needs and that is not there yet, which a run would do
    /// at the first step that needs it.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn prepare(&self, tables: &Tables) -> Result<()> {
        for step in &self.steps {
            match &step.work {
                Work::Conv(fused) => fused.conv.map(tables, fused.from, fused.to).map(drop)?,
                Work::MaxPool(route) | Work::Gather(route) => route.map(tables).map(drop)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Bytes of feature maps that are alive at the same time in a run on such tables, its result not among
    /// them.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn feature_bytes(&self, tables: &Tables) -> Result<usize> {
        Ok(Values::new(&self.steps, tables)?.floats * size_of::<f32>())
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

/// One step of a run: what it may read.
struct Run<'a> {
    tables: &'a Tables,
    pixels: &'a [f32],
    values: &'a Values,
    /// The memory before and after the place that the step writes.
    before: &'a [f32],
    after: &'a [f32],
    gap: Range<usize>,
}

impl Run<'_> {
    fn value(&self, value: Value) -> &[f32] {
        match self.values.slot(value) {
            Slot::Image => self.pixels,
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
            Work::Affine(Affine { center, scale, bias, relu, .. }) => {
                let residual = self.residual(step);
                batch_norm::Affine { center, scale, bias, residual, relu: *relu }.apply(x, y);
            }
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

    fn conv(&self, fused: &FusedConv, step: &Step, y: &mut [f32]) -> Result<()> {
        let map = fused.conv.map(self.tables, fused.from, fused.to)?;
        let epilogue =
            Epilogue { bias: fused.bias.as_deref(), residual: self.residual(step), relu: fused.relu };
        conv::forward(self.input(step, 0), &map, &fused.weight, y, epilogue);
        Ok(())
    }
}
