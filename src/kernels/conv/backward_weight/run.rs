//! A run of rows, made ready for the tiles that read it again and again.

use std::ops::Range;

use super::super::block::BlockInput;
use super::super::panels::Panels;
use super::super::weight_tile::{MOST_CHANNELS, RowPair, WeightKernel};
use crate::kernels::aligned::AlignedBuffer;

/// Rows that a tile sums in its registers at a time.
pub(in super::super) const RUN: usize = 128;
/// Rows of more floats than this are copied side by side before tiles read them again and again: where rows lie a power of two
/// of bytes apart, the first cache keeps only a few of a hundred, and each lies in a memory page of its own. On an Intel
/// Cascade Lake that alone cost a third of the time.
const FAR_APART: usize = 64;

/// Some rows, and what one tap of them reads.
pub(super) struct Run {
    pairs: Vec<RowPair>,
    /// Of each panel in turn [RUN, columns of a full panel]: the output's gradient, where it is copied.
    gradient: Option<AlignedBuffer>,
    /// Of each group of channels in turn [RUN, `MOST_CHANNELS`]: what the rows read, where it is copied.
    values: Option<AlignedBuffer>,
    panels: Range<usize>,
    channels: Range<usize>,
    /// Where a group of channels begins, and its kernels' channels.
    groups: Vec<(usize, usize)>,
}

impl Run {
    /// For some panels of the output's gradient, and some of the input's `depth` channels.
    pub(super) fn new(all: &Panels, panels: Range<usize>, depth: usize, channels: Range<usize>) -> Self {
        let mut groups = Vec::new();
        let mut channel = channels.start;
        while channel < channels.end {
            let size = WeightKernel::channels(all, channels.end - channel);
            groups.push((channel, size));
            channel += size;
        }
        // What one panel reads once is not worth a copy.
        let copied = |far: bool, floats: usize| far.then(|| AlignedBuffer::zeroed(RUN * floats));
        Run {
            pairs: Vec::with_capacity(RUN),
            gradient: copied(all.total() > FAR_APART, panels.len() * all.full()),
            values: copied(depth > FAR_APART && panels.len() > 1, groups.len() * MOST_CHANNELS),
            panels,
            channels,
            groups,
        }
    }

    /// The groups of channels: number, first channel, channels.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.groups.iter().enumerate().map(|(number, &(channel, size))| (number, channel, size))
    }

    /// What tiles multiply.
    pub(super) fn pairs(&self) -> &[RowPair] {
        &self.pairs
    }

    /// From a pair's pointers to a group of channels.
    pub(super) fn input_offset(&self, group: usize) -> usize {
        if self.values.is_some() { group * RUN * MOST_CHANNELS } else { self.groups[group].0 }
    }

    /// From a pair's pointers to a panel.
    pub(super) fn gradient_offset(&self, all: &Panels, panel: usize) -> usize {
        if self.gradient.is_some() {
            (panel - self.panels.start) * RUN * all.full()
        } else {
            all.columns(panel).start
        }
    }

    /// Takes the output's gradient [rows, all columns] of up to RUN rows over.
    pub(super) fn take_gradient(&mut self, gradient: &[f32], all: &Panels) {
        let Some(copies) = &mut self.gradient else { return };
        for (number, row) in gradient.chunks_exact(all.total()).enumerate() {
            for (panel, copies) in self.panels.clone().zip(copies.chunks_exact_mut(RUN * all.full())) {
                copy(&row[all.columns(panel)], &mut copies[number * all.full()..]);
            }
        }
    }

    /// Pairs the rows' gradients with what they read through a tap; rows that read nothing are left out.
    ///
    /// # Safety
    /// The block has as many rows as the gradient, and its entries of the tap are −1 or name rows that have the channels.
    pub(super) unsafe fn take_tap(
        &mut self,
        input: &BlockInput<'_>,
        tap: usize,
        gradient: &[f32],
        all: &Panels,
    ) {
        self.pairs.clear();
        let (first, step) = match &self.gradient {
            Some(copies) => (copies.as_ptr(), all.full()),
            None => (gradient.as_ptr(), all.total()),
        };
        for row in 0..gradient.len() / all.total() {
            // SAFETY: the caller vouches for the row and the tap.
            let Some(start) = (unsafe { input.start(row, tap) }) else { continue };
            // SAFETY: the row is one of the gradient, or of its copy.
            self.pairs.push(RowPair { input: start, gradient: unsafe { first.add(row * step) } });
        }
        self.copy_values();
    }

    /// Moves the pairs from the rows themselves to copies side by side, where there are any.
    fn copy_values(&mut self) {
        let Some(copies) = &mut self.values else { return };
        let first = self.channels.start;
        for (number, pair) in self.pairs.iter().enumerate() {
            // SAFETY: `take_tap`'s caller vouches that the row has the channels; nobody writes it meanwhile.
            let values = unsafe { std::slice::from_raw_parts(pair.input.add(first), self.channels.len()) };
            for (group, &(channel, size)) in self.groups.iter().enumerate() {
                let place = (group * RUN + number) * MOST_CHANNELS;
                copy(&values[channel - first..][..size], &mut copies[place..]);
            }
        }
        let start = copies.as_ptr();
        for (number, pair) in self.pairs.iter_mut().enumerate() {
            // SAFETY: a group has RUN rows, which are at least as many as the pairs.
            pair.input = unsafe { start.add(number * MOST_CHANNELS) };
        }
    }
}

/// A copy whose length the compiler knows is a few instructions, not a call.
#[inline(always)]
fn copy(from: &[f32], to: &mut [f32]) {
    match from.len() {
        32 => to[..32].copy_from_slice(&from[..32]),
        16 => to[..16].copy_from_slice(&from[..16]),
        14 => to[..14].copy_from_slice(&from[..14]),
        12 => to[..12].copy_from_slice(&from[..12]),
        8 => to[..8].copy_from_slice(&from[..8]),
        6 => to[..6].copy_from_slice(&from[..6]),
        length => to[..length].copy_from_slice(from),
    }
}
