//! From the steps of a plan to launches on one batch.

use super::constants::Constants;
use super::maps::Maps;
use super::weight::{NARROW, ROWS, WIDE, Weight};
use crate::Result;
use crate::engine::step::{self, FusedConv, Route, Step, Work};
use crate::engine::trace::Value;
use crate::engine::values::{Slot, Values};
use crate::grid::{Place, Tables};
use crate::kernels::cuda::{Affine, Card, Conv, Insert, Launch, Mean, Pick, Rectify, Resize, THREADS, Task};

/// Where everything lies on the card.
pub(super) struct Binding<'a, C: Card> {
    pub card: &'a C,
    pub tables: &'a Tables,
    pub values: &'a Values,
    pub given: &'a [u64],
    pub memory: u64,
    pub result: u64,
    /// First rows of the images, where the plan takes a mean.
    pub starts: u64,
}

impl<C: Card> Binding<'_, C> {
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
        let (numbers, channels) = (self.values.size(step.output), step.channels);
        let launch = match &step.work {
            Work::Conv(fused) => self.conv(fused, constants, (x, residual, y), maps)?,
            Work::Affine(affine) => self.affine(affine, constants, (x, residual, y), numbers, maps)?,
            Work::Relu => {
                Launch::each("rectify", numbers, Task::Rectify(Rectify { x, y, numbers: numbers as i64 }))
            }
            Work::MaxPool(route) => self.pick("max_pool", *route, step, maps)?,
            Work::Gather(route) => self.pick("gather", *route, step, maps)?,
            Work::Concat => return Ok(self.concat(step)),
            Work::MeanOfImages(place) => self.mean(maps.cells(*place)?, (x, y), channels),
            Work::Resize { from, to } => self.resize((*from, *to), (x, y), numbers, channels),
        };
        Ok(vec![launch])
    }

    fn affine(
        &self,
        affine: &step::Affine,
        constants: &Constants<C::Memory>,
        (x, residual, y): (u64, u64, u64),
        numbers: usize,
        maps: &mut Maps<'_, C>,
    ) -> Result<Launch> {
        let channels = affine.bias.len();
        let place = affine.coarse.is_some().then(|| self.place_of(numbers / channels)).transpose()?;
        let cells = place.map_or(Ok(0), |place| maps.cells(place))?;
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

    fn mean(&self, cells: u64, (x, y): (u64, u64), channels: usize) -> Launch {
        let task = Mean { x, y, start: self.starts, cells, channels: channels as i32 };
        let blocks = (self.tables.images() * channels.div_ceil(32)) as u32;
        Launch {
            kernel: "mean",
            blocks,
            shared: 2 * THREADS * size_of::<f32>() as u32,
            task: Task::Mean(task),
        }
    }

    fn resize(
        &self,
        (from, to): (usize, usize),
        (x, y): (u64, u64),
        numbers: usize,
        channels: usize,
    ) -> Launch {
        let ((height, width), out) = (self.tables.lattice(from), self.tables.lattice(to));
        let task = Resize {
            x,
            y,
            numbers: numbers as i64,
            channels: channels as i32,
            height: height as i32,
            width: width as i32,
            height_out: out.0 as i32,
            width_out: out.1 as i32,
        };
        Launch::each("resize", numbers, Task::Resize(task))
    }

    fn conv(
        &self,
        fused: &FusedConv<Weight<C::Memory>>,
        constants: &Constants<C::Memory>,
        (x, residual, y): (u64, u64, u64),
        maps: &mut Maps<'_, C>,
    ) -> Result<Launch> {
        let window = maps.of_conv(&fused.conv, fused.from, fused.to)?;
        let weight = &fused.weight;
        let rows = (window.rows_out as usize).div_ceil(ROWS);
        // Wide tiles read less; narrow ones are more, and a card wants work for all its processors.
        let fills = |columns: usize| rows * (weight.columns / columns) >= self.card.processors();
        let fits = weight.product.shared(WIDE) <= self.card.shared();
        let columns = if weight.columns.is_multiple_of(WIDE) && fits && fills(WIDE) { WIDE } else { NARROW };
        // Four channels are fetched at once where every row begins at a multiple of 16 bytes.
        let vector = fused.conv.c_in.is_multiple_of(4);
        let task = Conv {
            x,
            weight: self.card.address(&weight.words),
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
        Ok(Launch {
            kernel: weight.product.kernel(columns, vector),
            blocks: (rows * (weight.columns / columns)) as u32,
            shared: weight.product.shared(columns) as u32,
            task: Task::Conv(task),
        })
    }

    fn pick<W>(
        &self,
        kernel: &'static str,
        route: Route,
        step: &Step<W>,
        maps: &mut Maps<'_, C>,
    ) -> Result<Launch> {
        let (x, y) = (self.address(step.inputs[0]), self.address(step.output));
        let task = Pick { x, y, window: maps.of_route(route)?, channels: step.channels as i32 };
        Ok(Launch::each(kernel, self.values.size(step.output), Task::Pick(task)))
    }

    fn concat<W>(&self, step: &Step<W>) -> Vec<Launch> {
        let rows = self.values.size(step.output) / step.channels;
        let mut offset = 0;
        let part = |&value: &Value| {
            let numbers = self.values.size(value);
            let channels = numbers / rows.max(1);
            let launch = copy(
                (self.address(value), self.address(step.output)),
                numbers,
                (channels, step.channels, offset),
            );
            offset += channels;
            launch
        };
        step.inputs.iter().map(part).collect()
    }

    fn resident(&self, memory: &Option<C::Memory>) -> u64 {
        memory.as_ref().map_or(0, |memory| self.card.address(memory))
    }

    /// On which cells a map of so many rows lies (see [`Tables::levels_of_rows`]).
    fn place_of(&self, rows: usize) -> Result<Place> {
        let finest = rows == self.tables.rows(Place::Cells { depth: 0 })?;
        Ok(Place::Cells { depth: u8::from(!finest) })
    }
}

/// Copies numbers of a map with some channels into one with at least as many, from a channel on.
pub(super) fn copy(
    (x, y): (u64, u64),
    numbers: usize,
    (channels, channels_out, offset): (usize, usize, usize),
) -> Launch {
    let task = Insert {
        x,
        y,
        numbers: numbers as i64,
        channels: channels as i32,
        channels_out: channels_out as i32,
        offset: offset as i32,
    };
    Launch::each("insert", numbers, Task::Insert(task))
}
