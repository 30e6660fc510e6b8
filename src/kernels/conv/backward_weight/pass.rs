//! The tasks of backward to the weights, and the loops of one task.

use std::ops::Range;

use rayon::prelude::*;

use super::super::input::{Input, Scratch};
use super::super::panels::Panels;
use super::super::weight_tile::{WeightKernel, WeightTile};
use super::run::{RUN, Run};
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::parallel::{SharedSlice, even_part, for_each_task};

/// Input channels and output columns of a task that owns its piece of the weight.
const OWNED_CHANNELS: [usize; 3] = [256, 128, 64];
const OWNED_COLUMNS: usize = 256;
/// Floats per task when gradients are added up.
const SUM: usize = 4096;

/// One pass over all rows.
pub(super) struct Pass<'a> {
    pub input: &'a Input<'a>,
    /// The output's gradient, [rows, panel columns].
    pub gradient: &'a [f32],
    pub rows: usize,
    pub panels: Panels,
}

/// A piece of the weight's gradient and the output rows that are summed into it.
struct Piece {
    rows: Range<usize>,
    taps: Range<usize>,
    channels: Range<usize>,
    panels: Range<usize>,
}

impl Pass<'_> {
    /// Each task owns some channels and columns of one tap, over all rows.
    pub(super) fn add_owned_pieces(&self, dw: &mut [f32]) {
        let (taps, channels) = self.input.taps_and_channels();
        let owned = owned_channels(taps, channels, self.panels.total().div_ceil(OWNED_COLUMNS));
        let channel_groups = channels.div_ceil(owned);
        let column_groups = self.panels.total().div_ceil(OWNED_COLUMNS);
        let dw = SharedSlice::new(dw);
        for_each_task(taps * channel_groups * column_groups, |number| {
            let (number, column_group) = (number / column_groups, number % column_groups);
            let (tap, channel_group) = (number / channel_groups, number % channel_groups);
            let from = channel_group * owned;
            let piece = Piece {
                rows: 0..self.rows,
                taps: tap..tap + 1,
                channels: from..(from + owned).min(channels),
                panels: even_part(self.panels.count(), column_groups, column_group),
            };
            self.add(&piece, &dw);
        });
    }

    /// Each task sums some rows into a whole gradient of its own; the gradients are added in order.
    pub(super) fn add_parts(&self, parts: usize, dw: &mut [f32]) {
        let (taps, channels) = self.input.taps_and_channels();
        let size = dw.len();
        let mut gradients = AlignedBuffer::zeroed(parts * size);
        let shared = SharedSlice::new(&mut gradients);
        for_each_task(parts, |part| {
            let runs = even_part(self.rows.div_ceil(RUN), parts, part);
            let rows = runs.start * RUN..(runs.end * RUN).min(self.rows);
            let panels = 0..self.panels.count();
            self.add(
                &Piece { rows, taps: 0..taps, channels: 0..channels, panels },
                &shared.part(part * size..(part + 1) * size),
            );
        });
        dw.par_chunks_mut(SUM).enumerate().for_each(|(chunk, dw)| {
            for part in 0..parts {
                let gradient = &gradients[part * size + chunk * SUM..][..dw.len()];
                dw.iter_mut().zip(gradient).for_each(|(sum, value)| *sum += value);
            }
        });
    }

    /// Adds a piece's rows, run by run, to a whole gradient `dw`.
    fn add(&self, piece: &Piece, dw: &SharedSlice<'_>) {
        let (_, depth) = self.input.taps_and_channels();
        let mut scratch = Scratch::default();
        let mut run = Run::new(&self.panels, piece.panels.clone(), depth, piece.channels.clone());
        for first in piece.rows.clone().step_by(RUN) {
            let rows = first..(first + RUN).min(piece.rows.end);
            let input = self.input.block(rows.clone(), &mut scratch);
            let width = self.panels.total();
            let gradient = &self.gradient[rows.start * width..rows.end * width];
            run.take_gradient(gradient, &self.panels);
            for tap in piece.taps.clone() {
                // SAFETY: the block has these rows, and `Input::block` gives only entries in range, with rows of all
                // channels.
                unsafe { run.take_tap(&input, tap, gradient, &self.panels) };
                for panel in piece.panels.clone() {
                    self.add_panel(&run, tap, panel, dw);
                }
            }
        }
    }

    /// Adds one run of rows to some channels of one tap, in one panel of columns.
    fn add_panel(&self, run: &Run, tap: usize, panel: usize, dw: &SharedSlice<'_>) {
        let (_, depth) = self.input.taps_and_channels();
        let (width, columns) = (self.panels.total(), self.panels.columns(panel));
        for (group, channel, size) in run.groups() {
            let kernel = WeightKernel::new(self.panels.isa(), self.panels.vectors(panel), size);
            let tile = WeightTile {
                pairs: run.pairs(),
                input_offset: run.input_offset(group),
                gradient_offset: run.gradient_offset(&self.panels, panel),
                columns: columns.len(),
                // SAFETY: this task alone owns the piece of the gradient that the tile is part of.
                sums: unsafe { dw.at((tap * depth + channel) * width + columns.start) },
                sums_width: width,
            };
            // SAFETY: an `Isa` proves its instruction set; the pairs name rows of all channels and of all columns; the
            // piece lies inside `dw`, whose length was checked; the kernel takes at most the channels that are left.
            unsafe { (kernel.run)(&tile) }
        }
    }
}

/// Input channels per task: the more, the less is read again; but all threads need work to the end. No sum depends on it.
fn owned_channels(taps: usize, channels: usize, column_groups: usize) -> usize {
    let threads = rayon::current_num_threads();
    let enough = |owned: &usize| {
        let tasks = taps * channels.div_ceil(*owned) * column_groups;
        tasks >= 8 * threads || (tasks >= 4 * threads && tasks.is_multiple_of(threads))
    };
    let [.., fewest] = OWNED_CHANNELS;
    OWNED_CHANNELS.into_iter().find(enough).unwrap_or(fewest)
}
