//! From the steps of a plan to launches on one batch.

use super::constants::Constants;
use super::weight::{NARROW, ROWS, WIDE, Weight};
use crate::Result;
use crate::cuda::{
    self, Activate, Affine, Conv, DeviceTables as _, Gpu, Grouped, Insert, Launch, Maps, THREADS, Task,
    Window,
};
use crate::engine::step::{self, FusedConv, Step, Value, Work};
use crate::engine::values::{Slot, Values};
use crate::grid::{Place, Tables};
use crate::ops::{Activation, DeviceStep, Map};

/// Where everything lies on the GPU.
pub(super) struct Binding<'a, C: Gpu> {
    pub gpu: &'a C,
    pub tables: &'a Tables,
    pub values: &'a Values,
    pub given: &'a [u64],
    pub memory: u64,
    pub result: u64,
    /// First rows of the images, by the places where the plan takes means.
    pub starts: Vec<(Place, u64)>,
}

impl<C: Gpu> Binding<'_, C> {
    pub(super) fn address(&self, value: Value) -> u64 {
        match self.values.slot(value) {
            Slot::Given(number) => self.given[*number],
            Slot::Memory(place) => self.memory + (place.start * size_of::<f32>()) as u64,
            Slot::SameAs(_) | Slot::Elsewhere => self.result,
        }
    }

    /// The launches of a step, and the maps that they need.
    pub(super) fn launches(
        &self,
        step: &Step<Weight<C::Memory>>,
        constants: &Constants<C::Memory>,
        maps: &mut Maps<'_, C>,
    ) -> Result<Vec<Launch>> {
        if self.values.is_copy(step.output) {
            return Ok(Vec::new());
        }
        let (x, y) = (self.address(step.inputs[0]), self.address(step.output));
        let residual = step.inputs.get(1).map_or(0, |&value| self.address(value));
        let launch = match &step.work {
            Work::Conv(fused) => return self.conv(fused, constants, (x, residual, y), maps),
            Work::Affine(affine) => self.affine(affine, constants, (x, residual, y), step.place, maps)?,
            Work::LayerNorm(norm) => self.layer_norm(norm, constants, (x, y), step.place)?,
            Work::Op(op) => {
                let inputs: Vec<Map> = step.inputs.iter().map(|&input| self.map(input)).collect();
                let (output, channels, starts) = (self.map(step.output), step.channels, &self.starts);
                let tables = self.tables;
                return op.launches(&mut DeviceStep {
                    tables,
                    maps,
                    inputs: &inputs,
                    output,
                    channels,
                    starts,
                });
            }
        };
        Ok(vec![launch])
    }

    fn map(&self, value: Value) -> Map {
        Map { address: self.address(value), numbers: self.values.size(value) }
    }

    fn affine(
        &self,
        affine: &step::Affine,
        constants: &Constants<C::Memory>,
        (x, residual, y): (u64, u64, u64),
        place: Place,
        maps: &mut Maps<'_, C>,
    ) -> Result<Launch> {
        let channels = affine.bias.len();
        let numbers = self.tables.rows(place)? * channels;
        let cells = if affine.coarse.is_some() { maps.cells(place)? } else { 0 };
        let coarse = |memory| if cells == 0 { 0 } else { self.resident(memory) };
        let task = Affine {
            x,
            center: self.resident(&constants.center),
            scale: self.resident(&constants.scale),
            coarse_center: coarse(&constants.coarse_center),
            coarse_scale: coarse(&constants.coarse_scale),
            bias: self.resident(&constants.bias),
            residual,
            y,
            cells,
            numbers: numbers as i64,
            channels: channels as i32,
            relu: i32::from(affine.relu),
        };
        Ok(Launch::each("affine", numbers, Task::Affine(task)))
    }

    fn layer_norm(
        &self,
        norm: &step::LayerNorm,
        constants: &Constants<C::Memory>,
        (x, y): (u64, u64),
        place: Place,
    ) -> Result<Launch> {
        let rows = self.tables.rows(place)?;
        let task = cuda::LayerNorm {
            x,
            weight: self.resident(&constants.scale),
            bias: self.resident(&constants.bias),
            y,
            rows: rows as i32,
            channels: norm.weight.len() as i32,
            eps: norm.eps,
        };
        let shared = THREADS * size_of::<f32>() as u32;
        let (kernel, blocks) = ("layer_norm", rows.div_ceil(THREADS as usize / 32) as u32);
        Ok(Launch { kernel, blocks, shared, task: Task::LayerNorm(task) })
    }

    /// A convolution in groups, which does everything where it writes.
    fn grouped(
        &self,
        fused: &FusedConv<Weight<C::Memory>>,
        constants: &Constants<C::Memory>,
        (x, residual, y): (u64, u64, u64),
        window: Window,
    ) -> Launch {
        let conv = &fused.conv;
        let task = Grouped {
            x,
            weight: self.gpu.address(&fused.weight.words),
            bias: self.resident(&constants.bias),
            residual,
            y,
            window,
            c_in: conv.c_in as i32,
            c_out: conv.c_out as i32,
            inner: conv.inner() as i32,
            outer: (conv.c_out / conv.groups) as i32,
            relu: i32::from(fused.relu),
            activation: fused.activation.map_or(0, |activation| activation as i32),
        };
        Launch::each("grouped", window.rows_out as usize * conv.c_out, Task::Grouped(task))
    }

    fn conv(
        &self,
        fused: &FusedConv<Weight<C::Memory>>,
        constants: &Constants<C::Memory>,
        (x, residual, y): (u64, u64, u64),
        maps: &mut Maps<'_, C>,
    ) -> Result<Vec<Launch>> {
        let window = maps.window(fused.conv.reads())?;
        if fused.conv.groups > 1 {
            return Ok(vec![self.grouped(fused, constants, (x, residual, y), window)]);
        }
        let weight = &fused.weight;
        let rows = (window.rows_out as usize).div_ceil(ROWS);
        // Wide tiles read less; narrow ones are more, and a GPU wants work for all its processors.
        let fills = |columns: usize| rows * (weight.columns / columns) >= self.gpu.processors();
        let fits = weight.product.shared(WIDE) <= self.gpu.shared();
        let columns = if weight.columns.is_multiple_of(WIDE) && fits && fills(WIDE) { WIDE } else { NARROW };
        // Four channels are fetched at once where every row begins at a multiple of 16 bytes.
        let vector = fused.conv.c_in.is_multiple_of(4);
        let task = Conv {
            x,
            weight: self.gpu.address(&weight.words),
            bias: self.resident(&constants.bias),
            residual,
            y,
            window,
            c_in: fused.conv.c_in as i32,
            c_out: fused.conv.c_out as i32,
            depth: weight.depth as i32,
            columns: weight.columns as i32,
            relu: i32::from(fused.relu),
        };
        let conv = Launch {
            kernel: weight.product.kernel(columns, vector),
            blocks: (rows * (weight.columns / columns)) as u32,
            shared: weight.product.shared(columns) as u32,
            task: Task::Conv(task),
        };
        let numbers = window.rows_out as usize * fused.conv.c_out;
        let activate = |activation: Activation| {
            let task = Activate { x: y, y, numbers: numbers as i64, activation: activation as i32 };
            Launch::each("activate", numbers, Task::Activate(task))
        };
        Ok([conv].into_iter().chain(fused.activation.map(activate)).collect())
    }

    fn resident(&self, memory: &Option<C::Memory>) -> u64 {
        memory.as_ref().map_or(0, |memory| self.gpu.address(memory))
    }
}

/// Copies numbers of a map to another place.
pub(super) fn copy((x, y): (u64, u64), numbers: usize) -> Launch {
    let task = Insert { x, y, numbers: numbers as i64, channels: 1, channels_out: 1, offset: 0 };
    Launch::each("insert", numbers, Task::Insert(task))
}
