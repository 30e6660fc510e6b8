//! Running a plan on one batch.

use std::sync::PoisonError;
use std::time::Duration;

use super::Engine;
use super::buffers::Buffers;
use super::step::{Affine, FusedConv, Step, Work};
use super::trace::Value;
use crate::grid::{Place, Tables};
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
        // A poisoned lock only means that another run panicked; buffers hold no meaning between runs.
        let buffers = std::mem::take(&mut *self.buffers.lock().unwrap_or_else(PoisonError::into_inner));
        let mut values: Vec<Option<Vec<f32>>> = Vec::new();
        values.resize_with(self.steps.last().map_or(1, |step| step.output + 1), || None);
        let mut run = Run { tables, pixels, values, buffers };
        for (number, step) in self.steps.iter().enumerate() {
            let start = std::time::Instant::now();
            run.step(step)?;
            on_step(number, start.elapsed());
        }
        let result = run.values.pop().flatten();
        *self.buffers.lock().unwrap_or_else(PoisonError::into_inner) = run.buffers;
        result.ok_or_else(|| Error::new("the network computes nothing"))
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

    /// Bytes of the feature maps that the runs so far needed at the same time.
    pub fn feature_bytes(&self) -> usize {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).bytes()
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

/// The feature maps of a run, and where its memory comes from.
struct Run<'a> {
    tables: &'a Tables,
    pixels: &'a [f32],
    values: Vec<Option<Vec<f32>>>,
    buffers: Buffers,
}

impl Run<'_> {
    fn step(&mut self, step: &Step) -> Result<()> {
        if let Work::Gather(route) = step.work
            && route.changes_nothing(self.tables)?
            && step.last_uses.contains(&step.inputs[0])
        {
            self.values[step.output] = self.values[step.inputs[0]].take();
            return Ok(());
        }
        let rows = self.rows(step)?;
        let mut output = self.buffers.take(rows * step.channels);
        self.compute(step, &mut output)?;
        self.values[step.output] = Some(output);
        for &value in &step.last_uses {
            if let Some(buffer) = self.values[value].take() {
                self.buffers.give(buffer);
            }
        }
        Ok(())
    }

    /// Rows that a step writes.
    fn rows(&self, step: &Step) -> Result<usize> {
        Ok(match &step.work {
            Work::Conv(fused) => self.tables.rows(fused.to)?,
            Work::MaxPool(route) | Work::Gather(route) => route.map(self.tables)?.rows_out(),
            Work::MeanOfImages(_) => self.tables.images(),
            Work::Resize { to, .. } => self.tables.rows(Place::Lattice { stride: *to })?,
            Work::Affine(_) | Work::Relu => self.input(step, 0).len() / step.channels,
            Work::Concat => {
                let all: usize = (0..step.inputs.len()).map(|i| self.input(step, i).len()).sum();
                all / step.channels
            }
        })
    }

    fn value(&self, value: Value) -> &[f32] {
        // Value 0 is the image; every other one is made before it is read and freed after its last reader.
        self.values[value].as_deref().unwrap_or(self.pixels)
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
