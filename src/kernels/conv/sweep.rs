//! One pass over an output: task by task, depth part by part, panel by panel, tile by tile. Forward and
//! backward to the data are both such sweeps.

use super::block::{Block, Target};
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
        let target = self.target();
        target.check(output.len());
        let panels = &self.weight.panels;
        let (taps, channels) = self.input.taps_and_channels();
        assert_eq!(self.weight.depth(), taps * channels, "the weight fits the input");
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
                output: target.block(&output, rows.clone()),
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

    fn target(&self) -> Target<'_> {
        let Sweep { rows, order, accumulate, epilogue, .. } = *self;
        Target { rows, width: self.weight.panels.total(), order, accumulate, epilogue }
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
