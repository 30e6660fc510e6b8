//! One pass over an output of groups: forward and backward to the data.

use std::ops::Range;

use super::super::Epilogue;
use super::super::block::{Block, Target};
use super::super::forward_tile::{Tile, TileKernel};
use super::super::input::{Input, Scratch};
use super::super::schedule::{DepthPart, Tasks};
use super::GroupedWeight;
use super::depthwise::{ROWS, RowTile, kernel};
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::parallel::{SharedSlice, for_each_task};

/// Output [rows, weight columns] = rows read through `input` × weight.
pub(super) struct Sweep<'a> {
    pub input: &'a Input<'a>,
    pub weight: &'a GroupedWeight,
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
        let GroupedWeight { taps, c_in, panels, .. } = self.weight;
        // Products of an output: of a depthwise one its taps, of others what their panel multiplies.
        let deepest = self.weight.pieces.iter().map(|piece| piece.part.channels.len()).max().unwrap_or(1);
        let tasks = Tasks::new(self.rows, ROWS, taps * deepest, panels);
        let zeros = AlignedBuffer::zeroed(*c_in);
        let output = SharedSlice::new(output);
        for_each_task(tasks.count(), |number| {
            let (rows, panels) = tasks.task(number);
            let mut scratch = Scratch::default();
            let block = Block {
                input: self.input.block(rows.clone(), &mut scratch),
                output: target.block(&output, rows.clone()),
                zeros: &zeros,
            };
            if self.weight.pieces.is_empty() {
                self.depthwise(&block, rows.len(), panels.clone());
            } else {
                panels.clone().for_each(|panel| self.panel(&block, rows.len(), panel));
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

    /// All tiles of a block's rows in one panel, which reads the channels of its groups.
    fn panel(&self, block: &Block<'_>, rows: usize, panel: usize) {
        let (panels, piece) = (&self.weight.panels, &self.weight.pieces[panel]);
        let kernel = TileKernel::float32(panels.isa(), panels.vectors(panel));
        let columns = panels.columns(panel);
        for row in (0..rows).step_by(kernel.rows) {
            let tile = Tile {
                row,
                rows: kernel.rows.min(rows - row),
                column: columns.start,
                columns: columns.len(),
                part: &piece.part,
                weights: &self.weight.data[piece.start..],
            };
            // SAFETY: an `Isa` proves its instruction set; `Input::block` gives only entries in range, with rows of all
            // channels, which `zeros` has, too; `GroupedWeight` has the part's rows for every panel; `check` made sure
            // of the bias and the residual; the tile is this task's own.
            unsafe { (kernel.run)(block, &tile) }
        }
    }

    /// All tiles of a block's rows in some panels, each channel by itself.
    fn depthwise(&self, block: &Block<'_>, rows: usize, panels: Range<usize>) {
        let (own, taps) = (&self.weight.panels, self.weight.taps);
        let channels = 0..self.weight.c_in;
        let part = DepthPart { taps: 0..taps, channels, start: 0, first: true, last: true };
        let mut starts = vec![block.zeros.as_ptr(); taps * ROWS];
        for row in (0..rows).step_by(ROWS) {
            let count = ROWS.min(rows - row);
            for (tap, starts) in starts.chunks_exact_mut(ROWS).enumerate() {
                for (r, start) in starts[..count].iter_mut().enumerate() {
                    // SAFETY: the block has these rows and taps; `Input::block` gives only entries in range.
                    let own = unsafe { block.input.start(row + r, tap) };
                    *start = own.unwrap_or(block.zeros.as_ptr());
                }
                // A tile's last rows may be none: they read zeros.
                starts[count..].fill(block.zeros.as_ptr());
            }
            for panel in panels.clone() {
                let columns = own.columns(panel);
                let tile = Tile {
                    row,
                    rows: count,
                    column: columns.start,
                    columns: columns.len(),
                    part: &part,
                    weights: &self.weight.data,
                };
                let tile = RowTile { tile, starts: &starts, width: own.total() };
                // SAFETY: an `Isa` proves its instruction set; every start leads to a row of all channels; the weights
                // are [taps, channels]; `check` made sure of the bias and the residual; the tile is this task's own.
                unsafe { kernel(own.isa(), own.vectors(panel))(block, &tile) }
            }
        }
    }
}
