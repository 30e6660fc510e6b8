//! Backward to the weights: dw[tap, i, o] += Σ over output rows of x[row that the tap reads, i] · dy[row, o].
//!
//! Rows are summed in runs of a fixed length, runs in order. A large weight is shared out: each task owns
//! some channels of a tap. A small one would not give enough tasks, so its rows are shared out instead:
//! each task sums its part of the rows into a gradient of its own, and these are added in order.

use std::ops::Range;

use rayon::prelude::*;

use super::block::BlockInput;
use super::input::{Input, Scratch};
use super::micro_weight::{WeightKernel, WeightTile};
use super::panels::Panels;
use crate::grid::KernelMap;
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{SharedSlice, even_part, for_each_task};

/// Rows that a tile sums in its registers at a time.
const RUN: usize = 128;
/// Up to this many floats a weight counts as small.
const SMALL_WEIGHT: usize = 1 << 16;
/// Rows that justify a part with a gradient of its own, and the most parts.
const ROWS_PER_PART: usize = 1024;
const MOST_PARTS: usize = 16;
/// Input channels and output columns of a task that owns its part of the weight.
const OWNED_CHANNELS: usize = 64;
const OWNED_COLUMNS: usize = 256;

/// dw[taps·c_in, c_out] += gradient of the convolution, from `x` [rows_in, c_in] and `dy`
/// [rows_out, c_out].
///
/// # Panics
/// When a slice's length does not fit the map.
pub fn backward_weight(x: &[f32], c_in: usize, dy: &[f32], c_out: usize, map: &KernelMap, dw: &mut [f32]) {
    backward_weight_for(Isa::best(), x, c_in, dy, c_out, map, dw);
}

#[allow(clippy::too_many_arguments)] // those of `backward_weight` and the instruction set
pub(super) fn backward_weight_for(
    isa: Isa,
    x: &[f32],
    c_in: usize,
    dy: &[f32],
    c_out: usize,
    map: &KernelMap,
    dw: &mut [f32],
) {
    assert!(c_in > 0 && c_out > 0, "a weight needs channels");
    assert_eq!(dy.len(), map.rows_out() * c_out, "the gradient is [{}, {c_out}]", map.rows_out());
    assert_eq!(dw.len(), map.taps() * c_in * c_out, "the weight's gradient is [taps·c_in, c_out]");
    let input = Input::new(x, map, c_in);
    let pass = Pass { input: &input, gradient: dy, rows: map.rows_out(), panels: Panels::new(isa, c_out) };
    let parts = parts(map.rows_out(), dw.len());
    if parts == 1 { pass.add_owned_pieces(dw) } else { pass.add_parts(parts, dw) }
}

/// How many parts of the rows get a gradient of their own.
fn parts(rows: usize, weight: usize) -> usize {
    if weight > SMALL_WEIGHT {
        return 1;
    }
    match (rows / ROWS_PER_PART).clamp(1, MOST_PARTS) {
        few @ 0..4 => few,
        // Multiples of four leave no thread of two or four without work at the end.
        more => more / 4 * 4,
    }
}

struct Pass<'a> {
    input: &'a Input<'a>,
    gradient: &'a [f32],
    rows: usize,
    panels: Panels,
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
    fn add_owned_pieces(&self, dw: &mut [f32]) {
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
            self.add(&piece, &dw, 0);
        });
    }

    /// Each task sums some rows into a whole gradient of its own; the gradients are added in order.
    fn add_parts(&self, parts: usize, dw: &mut [f32]) {
        let (taps, channels) = self.input.taps_and_channels();
        let size = dw.len();
        let mut gradients = AlignedBuffer::zeroed(parts * size);
        let shared = SharedSlice::new(&mut gradients);
        for_each_task(parts, |part| {
            let runs = even_part(self.rows.div_ceil(RUN), parts, part);
            let rows = runs.start * RUN..(runs.end * RUN).min(self.rows);
            let panels = 0..self.panels.count();
            self.add(&Piece { rows, taps: 0..taps, channels: 0..channels, panels }, &shared, part * size);
        });
        dw.par_chunks_mut(4096).enumerate().for_each(|(chunk, dw)| {
            for part in 0..parts {
                let gradient = &gradients[part * size + chunk * 4096..][..dw.len()];
                dw.iter_mut().zip(gradient).for_each(|(sum, value)| *sum += value);
            }
        });
    }

    /// Adds a piece's rows, run by run, to the gradient that starts at float `start` of `dw`.
    fn add(&self, piece: &Piece, dw: &SharedSlice<'_>, start: usize) {
        let mut scratch = Scratch::default();
        for first in piece.rows.clone().step_by(RUN) {
            let rows = first..(first + RUN).min(piece.rows.end);
            let input = self.input.block(rows.clone(), &mut scratch);
            for tap in piece.taps.clone() {
                for panel in piece.panels.clone() {
                    self.add_panel(&input, rows.clone(), tap, piece.channels.clone(), panel, dw, start);
                }
            }
        }
    }

    /// Adds one run of rows to some channels of one tap, in one panel of columns.
    #[allow(clippy::too_many_arguments)] // the coordinates of one loop nest
    fn add_panel(
        &self,
        input: &BlockInput<'_>,
        rows: Range<usize>,
        tap: usize,
        channels: Range<usize>,
        panel: usize,
        dw: &SharedSlice<'_>,
        start: usize,
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
                sums: unsafe { dw.at(start + (tap * depth + channel) * width + columns.start) },
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
