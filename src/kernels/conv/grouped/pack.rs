//! Weights of groups, laid out for the kernels.

use super::super::panels::Panels;
use super::super::schedule::DepthPart;
use crate::kernels::aligned::AlignedBuffer;
use crate::system::isa::{Family, Isa};

/// A weight [taps·c_in/groups, c_out] of a convolution in groups.
pub struct GroupedWeight {
    pub(super) taps: usize,
    pub(super) c_in: usize,
    pub(super) panels: Panels,
    /// By panel: its input channels, and where its weights start. Empty for a depthwise convolution.
    pub(super) pieces: Vec<Piece>,
    pub(super) data: AlignedBuffer,
}

/// What a panel of output channels reads.
pub(super) struct Piece {
    pub part: DepthPart,
    pub start: usize,
}

/// Channels of a convolution in groups.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Groups {
    pub c_in: usize,
    pub c_out: usize,
    pub groups: usize,
}

impl Groups {
    /// # Panics
    /// When channels do not divide into groups.
    pub(in super::super) fn new(c_in: usize, c_out: usize, groups: usize) -> Self {
        assert!(c_in > 0 && c_out > 0 && groups > 0, "a weight needs channels and groups");
        assert!(
            c_in.is_multiple_of(groups) && c_out.is_multiple_of(groups),
            "{groups} groups divide {c_in} and {c_out} channels"
        );
        Groups { c_in, c_out, groups }
    }

    /// Input channels of a group.
    pub(in super::super) fn inner(self) -> usize {
        self.c_in / self.groups
    }

    /// Output channels of a group.
    pub(super) fn outer(self) -> usize {
        self.c_out / self.groups
    }

    pub(super) fn is_depthwise(self) -> bool {
        self.inner() == 1 && self.outer() == 1
    }

    /// Panels of output channels: narrow ones where a wide one would hold several groups.
    pub(super) fn panels(self, isa: Isa) -> Panels {
        if self.is_depthwise() {
            return Panels::new(isa, self.c_out);
        }
        let lanes = isa.lanes();
        let two = isa.family() != Family::Portable && self.outer() >= 2 * lanes;
        Panels::of_width(isa, self.c_out, if two { 2 * lanes } else { lanes })
    }

    /// The input channels that a panel's groups read.
    pub(super) fn channels(self, panels: &Panels, panel: usize) -> std::ops::Range<usize> {
        let columns = panels.columns(panel);
        let (first, last) = (columns.start / self.outer(), (columns.end - 1) / self.outer());
        first * self.inner()..(last + 1) * self.inner()
    }

    /// The row of a plain weight [taps·inner, c_out] that a channel has for an output; `None` between groups.
    pub(in super::super) fn row(self, tap: usize, channel: usize, output: usize) -> Option<usize> {
        (channel / self.inner() == output / self.outer()).then(|| tap * self.inner() + channel % self.inner())
    }
}

impl GroupedWeight {
    /// For the forward pass, from `weight` [taps·c_in/groups, c_out].
    ///
    /// # Panics
    /// When channels do not divide into groups, or the length is another one.
    pub fn new(weight: &[f32], taps: usize, c_in: usize, c_out: usize, groups: usize) -> Self {
        Self::new_for(Isa::best(), weight, taps, Groups::new(c_in, c_out, groups))
    }

    /// For the backward pass to the data, from the same `weight`: each tap transposed within its groups.
    ///
    /// # Panics
    /// As [`GroupedWeight::new`].
    pub fn transposed(weight: &[f32], taps: usize, c_in: usize, c_out: usize, groups: usize) -> Self {
        Self::transposed_for(Isa::best(), weight, taps, Groups::new(c_in, c_out, groups))
    }

    pub(in super::super) fn transposed_for(isa: Isa, weight: &[f32], taps: usize, groups: Groups) -> Self {
        let Groups { c_in, c_out, .. } = groups;
        let (inner, outer) = (groups.inner(), groups.outer());
        check(weight, taps, groups);
        let mut transposed = vec![0.0; taps * outer * c_in];
        for (place, value) in transposed.iter_mut().enumerate() {
            let (row, channel) = (place / c_in, place % c_in);
            let (tap, output) = (row / outer, channel / inner * outer + row % outer);
            *value = weight[(tap * inner + channel % inner) * c_out + output];
        }
        Self::new_for(isa, &transposed, taps, Groups::new(c_out, c_in, groups.groups))
    }

    pub(in super::super) fn new_for(isa: Isa, weight: &[f32], taps: usize, groups: Groups) -> Self {
        check(weight, taps, groups);
        let panels = groups.panels(isa);
        let c_in = groups.c_in;
        if groups.is_depthwise() {
            let mut data = AlignedBuffer::zeroed(weight.len());
            data.copy_from_slice(weight);
            return GroupedWeight { taps, c_in, panels, pieces: Vec::new(), data };
        }
        let (mut pieces, mut floats) = (Vec::new(), 0);
        for panel in 0..panels.count() {
            let channels = groups.channels(&panels, panel);
            let size = taps * channels.len() * panels.padded(panel);
            let part = DepthPart { taps: 0..taps, channels, start: 0, first: true, last: true };
            pieces.push(Piece { part, start: floats });
            floats += size;
        }
        let mut data = AlignedBuffer::zeroed(floats);
        for (panel, piece) in pieces.iter().enumerate() {
            fill(&mut data[piece.start..], weight, groups, (&panels, panel), &piece.part);
        }
        GroupedWeight { taps, c_in, panels, pieces, data }
    }
}

/// A panel's weights [taps·channels, padded columns]; zeros between groups.
fn fill(to: &mut [f32], weight: &[f32], groups: Groups, (panels, panel): (&Panels, usize), part: &DepthPart) {
    let (columns, width) = (panels.columns(panel), panels.padded(panel));
    let depth = part.taps.clone().flat_map(|tap| part.channels.clone().map(move |channel| (tap, channel)));
    for ((tap, channel), to) in depth.zip(to.chunks_exact_mut(width)) {
        for (to, output) in to.iter_mut().zip(columns.clone()) {
            *to = groups.row(tap, channel, output).map_or(0.0, |row| weight[row * groups.c_out + output]);
        }
    }
}

fn check(weight: &[f32], taps: usize, groups: Groups) {
    assert!(taps > 0, "a weight needs taps");
    let floats = taps * groups.inner() * groups.c_out;
    assert_eq!(weight.len(), floats, "a weight is [taps·c_in/groups, c_out]");
}
