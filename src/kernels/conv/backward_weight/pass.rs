//! The tasks of backward to the weights, and the loops of one task.

use std::ops::Range;

use rayon::prelude::*;

use super::super::block::BlockInput;
use super::super::input::{Input, Scratch};
use super::super::panels::Panels;
use super::super::weight_tile::{WeightKernel, WeightTile};
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::parallel::{SharedSlice, even_part, for_each_task};

/// Rows that a tile sums in its registers at a time.
const RUN: usize = 128;
/// Input channels and output columns of a task that owns its piece of the weight.
const OWNED_CHANNELS: usize = 64;
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
        let channel_groups = channels.div_ceil(OWNED_CHANNELS);
        let column_groups = self.panels.total().div_ceil(OWNED_COLUMNS);
        let dw = SharedSlice::new(dw);
        for_each_task(taps * channel_groups * column_groups, |number| {
            let (number, column_group) = (number / column_groups, number % column_groups);
            let (tap, channel_group) = (number / channel_groups, number % channel_groups);
            let from = channel_group * OWNED_CHANNELS;
            let piece = Piece {
                rows: 0..self.rows,
                taps: tap..tap + 1,
                channels: from..(from + OWNED_CHANNELS).min(channels),
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
        let mut scratch = Scratch::default();
        for first in piece.rows.clone().step_by(RUN) {
            let rows = first..(first + RUN).min(piece.rows.end);
            let input = self.input.block(rows.clone(), &mut scratch);
            for tap in piece.taps.clone() {
                for panel in piece.panels.clone() {
                    self.add_panel(&input, rows.clone(), tap, piece.channels.clone(), panel, dw);
                }
            }
        }
    }

    /// Adds one run of rows to some channels of one tap, in one panel of columns.
    fn add_panel(
        &self,
        input: &BlockInput<'_>,
        rows: Range<usize>,
        tap: usize,
        channels: Range<usize>,
        panel: usize,
        dw: &SharedSlice<'_>,
    ) {
        let (_, depth) = self.input.taps_and_channels();
        let (width, columns) = (self.panels.total(), self.panels.columns(panel));
        let gradient = &self.gradient[rows.start * width + columns.start..rows.end * width];
        let mut channel = channels.start;
        while channel < channels.end {
            let left = channels.end - channel;
            let kernel = WeightKernel::new(self.panels.isa(), self.panels.vectors(panel), left);
            let tile = WeightTile {
                input,
                rows: rows.len(),
                tap,
                channel,
                gradient: gradient.as_ptr(),
                gradient_width: width,
                columns: columns.len(),
                // SAFETY: this task alone owns the piece of the gradient that the tile is part of.
                sums: unsafe { dw.at((tap * depth + channel) * width + columns.start) },
                sums_width: width,
            };
            // SAFETY: an `Isa` proves its instruction set; `Input::block` gives only entries in range, with
            // rows of all channels; the run's rows and the panel's columns lie inside `dy` and `dw`, whose
            // lengths were checked; the kernel takes at most the channels that are left.
            unsafe { (kernel.run)(&tile) }
            channel += kernel.channels;
        }
    }
}
