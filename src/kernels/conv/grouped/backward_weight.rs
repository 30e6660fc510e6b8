//! Backward to the weights of groups: the rows are cut into parts, each summed run by run into a gradient of its own,
//! panel by panel; the parts are added in order.

use std::ops::Range;

use super::super::backward_weight::{RUN, parts};
use super::super::input::{Input, Scratch};
use super::super::panels::Panels;
use super::super::weight_tile::{RowPair, WeightKernel, WeightTile};
use super::depthwise_weight;
use super::pack::Groups;
use crate::grid::KernelMap;
use crate::kernels::aligned::AlignedBuffer;
use crate::kernels::parallel::{SharedSlice, even_part, for_each_task};
use crate::system::isa::Isa;

/// dw[taps·c_in/groups, c_out] += gradient of the convolution in groups, from `x` [rows_in, c_in] and `dy`
/// [rows_out, c_out].
///
/// # Panics
/// When a slice's length does not fit the map, or channels do not divide into groups.
pub fn grouped_backward_weight(
    (x, c_in): (&[f32], usize),
    (dy, c_out): (&[f32], usize),
    groups: usize,
    map: &KernelMap,
    dw: &mut [f32],
) {
    grouped_backward_weight_for(Isa::best(), x, dy, Groups::new(c_in, c_out, groups), map, dw);
}

pub(in super::super) fn grouped_backward_weight_for(
    isa: Isa,
    x: &[f32],
    dy: &[f32],
    groups: Groups,
    map: &KernelMap,
    dw: &mut [f32],
) {
    let (taps, rows, c_out) = (map.taps(), map.rows_out(), groups.c_out);
    assert_eq!(dy.len(), rows * c_out, "the gradient is [{rows}, {c_out}]");
    assert_eq!(dw.len(), taps * groups.inner() * c_out, "the weight's gradient is [taps·c_in/groups, c_out]");
    let input = Input::rows(x, map, groups.c_in);
    let panels = groups.panels(isa);
    let (mut starts, mut size) = (Vec::new(), 0);
    for panel in 0..panels.count() {
        starts.push(size);
        size += taps * depth(groups, &panels, panel) * panels.columns(panel).len();
    }
    let pass = Pass { input: &input, dy, groups, panels, starts, taps };
    let parts = parts(rows, dw.len());
    let mut gradients = AlignedBuffer::zeroed(parts * size);
    let shared = SharedSlice::new(&mut gradients);
    for_each_task(parts * panels.count(), |task| {
        let (part, panel) = (task / panels.count(), task % panels.count());
        let runs = even_part(rows.div_ceil(RUN), parts, part);
        let own = runs.start * RUN..(runs.end * RUN).min(rows);
        pass.add(own, panel, &shared.part(part * size..(part + 1) * size));
    });
    for part in 0..parts {
        pass.collect(&gradients[part * size..(part + 1) * size], dw);
    }
}

/// Input channels that a panel multiplies for each of its outputs: of a depthwise one its own.
fn depth(groups: Groups, panels: &Panels, panel: usize) -> usize {
    if groups.is_depthwise() { 1 } else { groups.channels(panels, panel).len() }
}

/// One pass over all rows.
struct Pass<'a> {
    input: &'a Input<'a>,
    dy: &'a [f32],
    groups: Groups,
    panels: Panels,
    /// Where each panel's gradient starts, [taps, depth, columns].
    starts: Vec<usize>,
    taps: usize,
}

impl Pass<'_> {
    /// Adds some rows in one panel, run by run.
    fn add(&self, rows: Range<usize>, panel: usize, gradient: &SharedSlice<'_>) {
        let (mut scratch, mut pairs) = (Scratch::default(), Vec::with_capacity(RUN));
        let (width, columns) = (self.groups.c_out, self.panels.columns(panel));
        for first in rows.clone().step_by(RUN) {
            let run = first..(first + RUN).min(rows.end);
            let input = self.input.block(run.clone(), &mut scratch);
            for tap in 0..self.taps {
                pairs.clear();
                for row in 0..run.len() {
                    // SAFETY: the block has the run's rows, and `Input::block` gives only entries in range.
                    if let Some(input) = unsafe { input.start(row, tap) } {
                        let gradient = self.dy[(run.start + row) * width + columns.start..].as_ptr();
                        pairs.push(RowPair { input, gradient });
                    }
                }
                self.add_tap(&pairs, (tap, panel), gradient);
            }
        }
    }

    fn add_tap(&self, pairs: &[RowPair], (tap, panel): (usize, usize), gradient: &SharedSlice<'_>) {
        let (groups, panels) = (self.groups, &self.panels);
        let (isa, vectors, columns) = (panels.isa(), panels.vectors(panel), panels.columns(panel).len());
        let depth = depth(groups, panels, panel);
        let channels = groups.channels(panels, panel);
        let mut row = 0;
        while row < depth {
            let (step, kernel) = if groups.is_depthwise() {
                (1, depthwise_weight::kernel(isa, vectors))
            } else {
                let kernel = WeightKernel::new(isa, vectors, depth - row);
                (kernel.channels, kernel.run)
            };
            let tile = WeightTile {
                pairs,
                input_offset: channels.start + row,
                gradient_offset: 0,
                columns,
                // SAFETY: this task alone owns the panel's piece of the part's gradient.
                sums: unsafe { gradient.at(self.starts[panel] + (tap * depth + row) * columns) },
                sums_width: columns,
            };
            // SAFETY: an `Isa` proves its instruction set; the pairs name rows of all channels and of the panel's columns,
            // whose place lies inside the gradient; the kernel takes at most the channels that are left.
            unsafe { kernel(&tile) }
            row += step;
        }
    }

    /// Adds what lies inside of groups to the weight's gradient.
    fn collect(&self, gradient: &[f32], dw: &mut [f32]) {
        let (groups, panels) = (self.groups, &self.panels);
        for (panel, &start) in self.starts.iter().enumerate() {
            let (columns, depth) = (panels.columns(panel), depth(groups, panels, panel));
            let first = groups.channels(panels, panel).start;
            let rows = gradient[start..].chunks_exact(columns.len()).take(self.taps * depth);
            for (number, sums) in rows.enumerate() {
                let (tap, channel) = (number / depth, first + number % depth);
                for (sum, output) in sums.iter().zip(columns.clone()) {
                    let row =
                        if groups.is_depthwise() { Some(tap) } else { groups.row(tap, channel, output) };
                    if let Some(row) = row {
                        dw[row * groups.c_out + output] += sum;
                    }
                }
            }
        }
    }
}
