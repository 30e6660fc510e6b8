//! One pass over an output: task by task, depth part by part, panel by panel, tile by tile. Forward and
//! backward to the data are both such sweeps.

use std::ops::Range;

use super::block::{Block, BlockOutput};
use super::forward_tile::{Tile, TileKernel};
use super::input::{Input, Scratch};
use super::schedule::{DepthPart, Tasks, depth_parts};
use super::{Epilogue, PackedWeight};
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::parallel::{SharedSlice, for_each_task};

/// Output [rows, weight columns] = rows read through `input` × weight.
pub(super) struct Sweep<'a> {
    pub input: &'a Input<'a>,
    pub weight: &'a PackedWeight,
    pub rows: usize,
    /// The output row of each row that the input lists: a permutation; `None` when they agree.
    pub order: Option<&'a [u32]>,
    /// Add to what the output holds instead of overwriting it.
    pub accumulate: bool,
    pub epilogue: Epilogue<'a>,
}

impl Sweep<'_> {
    /// Computes the output.
    ///
    /// # Panics
    /// When a length does not fit.
    pub(super) fn run(&self, output: &mut [f32]) {
        self.check(output.len());
        let panels = &self.weight.panels;
        let (taps, channels) = self.input.taps_and_channels();
        let tile_rows = TileKernel::new(self.weight, 0).rows;
        let tasks = Tasks::new(self.rows, tile_rows, taps * channels, panels);
        let parts = depth_parts(taps, channels);
        let zeros = AlignedBuffer::zeroed(channels);
        let output = SharedSlice::new(output);
        for_each_task(tasks.count(), |number| {
            let (rows, panels) = tasks.task(number);
            let mut scratch = Scratch::default();
            let block = Block {
                input: self.input.block(rows.clone(), &mut scratch),
                output: self.block_output(&output, rows.clone()),
                zeros: &zeros,
            };
            for part in &parts {
                for panel in panels.clone() {
                    self.panel(&block, rows.len(), part, panel);
                }
            }
            let columns = self.weight.panels.columns_of(panels);
            // SAFETY: the rows and columns are this task's own, and lie inside the output.
            unsafe { block.output.activate(rows.len(), columns) };
        });
    }

    fn check(&self, output: usize) {
        let width = self.weight.panels.total();
        let (taps, channels) = self.input.taps_and_channels();
        assert_eq!(self.weight.depth(), taps * channels, "the weight fits the input");
        assert_eq!(output, self.rows * width, "the output is [{}, {width}]", self.rows);
        assert!(self.epilogue.bias.is_none_or(|bias| bias.len() == width), "a bias is [{width}]");
        let residual = self.epilogue.residual;
        assert!(residual.is_none_or(|residual| residual.len() == output), "a residual is like the output");
        assert!(self.order.is_none_or(|order| order.len() == self.rows), "the order names every row");
    }

    fn block_output<'b>(&'b self, output: &SharedSlice<'_>, rows: Range<usize>) -> BlockOutput<'b> {
        BlockOutput {
            // SAFETY: tasks have disjoint rows or panels, `order` is a permutation, and tiles write
            // nothing but their own rows and columns; so every element has one writer.
            start: unsafe { output.at(0) },
            width: self.weight.panels.total(),
            first_row: rows.start,
            order: self.order.map(|order| &order[rows]),
            accumulate: self.accumulate,
            epilogue: self.epilogue,
        }
    }

    /// All tiles of a block's `rows` rows in one panel, for one part of the depth.
    fn panel(&self, block: &Block<'_>, rows: usize, part: &DepthPart, panel: usize) {
        let panels = &self.weight.panels;
        let kernel = TileKernel::new(self.weight, panel);
        let columns = panels.columns(panel);
        for row in (0..rows).step_by(kernel.rows) {
            let tile = Tile {
                row,
                rows: kernel.rows.min(rows - row),
                column: columns.start,
                columns: columns.len(),
                part,
                weights: self.weight.panel(panel, part.start),
            };
            // SAFETY: an `Isa` proves its instruction set; `Input::block` gives only entries in range,
            // with rows of all channels; `check` made sure of the weight, the bias and the residual;
            // `zeros` has all channels; the tile is this task's own.
            unsafe { (kernel.run)(block, &tile) }
        }
    }
}
