//! Weights laid out panel by panel, in the order in which a tile reads them.

use rayon::prelude::*;

use super::bfloat16;
use super::panels::Panels;
use crate::kernels::aligned::AlignedBuffer;
use crate::system::isa::{Bfloat16, Isa};

/// Below this many floats one thread packs faster than several start.
const PARALLEL_FROM: usize = 1 << 16;
/// Side of the squares that the transposing copy moves: 16 floats are a cache line.
const SQUARE: usize = 16;

/// A weight [taps·c_in, c_out] laid out for the kernels: panels of columns, each [taps·c_in, panel width],
/// padded with zeros. In bfloat16 two input channels share the 32 bits of a float.
pub struct PackedWeight {
    pub(super) taps: usize,
    pub(super) c_in: usize,
    pub(super) panels: Panels,
    /// That the numbers are bfloat16, and that the CPU can multiply them.
    pub(super) bfloat16: Option<Bfloat16>,
    data: AlignedBuffer,
}

impl PackedWeight {
    /// For the forward pass, from `weight` [taps·c_in, c_out].
    ///
    /// # Panics
    /// When the length is not taps · c_in · c_out or one of them is 0.
    pub fn new(weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        Self::new_for(Isa::best(), weight, taps, c_in, c_out)
    }

    /// For the backward pass to the data, from the same `weight` [taps·c_in, c_out]: each tap transposed,
    /// [taps·c_out, c_in].
    ///
    /// # Panics
    /// As [`PackedWeight::new`].
    pub fn transposed(weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        Self::transposed_for(Isa::best(), weight, taps, c_in, c_out)
    }

    /// For the forward pass in bfloat16, from the same `weight` [taps·c_in, c_out].
    ///
    /// # Panics
    /// As [`PackedWeight::new`].
    pub fn bfloat16(proof: Bfloat16, weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        check(weight, taps, c_in, c_out);
        let pairs = c_in.div_ceil(2);
        let packed = Self::pack(Isa::best(), taps, pairs, c_out, |columns, width, panel| {
            for (number, to) in panel.chunks_exact_mut(width).enumerate() {
                let (tap, first) = (number / pairs, 2 * (number % pairs));
                let row = |channel| {
                    let start = (tap * c_in + channel) * c_out;
                    (channel < c_in).then(|| &weight[start + columns.start..start + columns.end])
                };
                bfloat16::interleave(row(first), row(first + 1), to);
            }
        });
        PackedWeight { c_in, bfloat16: Some(proof), ..packed }
    }

    pub(super) fn new_for(isa: Isa, weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        check(weight, taps, c_in, c_out);
        Self::pack(isa, taps, c_in, c_out, |columns, width, panel| {
            for (to, from) in panel.chunks_exact_mut(width).zip(weight.chunks_exact(c_out)) {
                to[..columns.len()].copy_from_slice(&from[columns.clone()]);
            }
        })
    }

    pub(super) fn transposed_for(isa: Isa, weight: &[f32], taps: usize, c_in: usize, c_out: usize) -> Self {
        check(weight, taps, c_in, c_out);
        Self::pack(isa, taps, c_out, c_in, |columns, width, panel| {
            for (to, from) in panel.chunks_exact_mut(c_out * width).zip(weight.chunks_exact(c_in * c_out)) {
                transpose(&from[columns.start * c_out..columns.end * c_out], c_out, to, width);
            }
        })
    }

    /// `fill` gets a panel's columns, its width with padding and its zeroed place.
    fn pack(
        isa: Isa,
        taps: usize,
        c_in: usize,
        c_out: usize,
        fill: impl Fn(std::ops::Range<usize>, usize, &mut [f32]) + Sync,
    ) -> Self {
        let panels = Panels::new(isa, c_out);
        let depth = taps * c_in;
        let last = panels.count() - 1;
        let mut data = AlignedBuffer::zeroed(depth * (last * panels.full() + panels.padded(last)));
        let fill_panel =
            |(number, panel): (usize, &mut [f32])| fill(panels.columns(number), panels.padded(number), panel);
        if data.len() >= PARALLEL_FROM {
            data.par_chunks_mut(depth * panels.full()).enumerate().for_each(fill_panel);
        } else {
            data.chunks_mut(depth * panels.full()).enumerate().for_each(fill_panel);
        }
        PackedWeight { taps, c_in, panels, bfloat16: None, data }
    }

    /// Floats that a tap reads of a row: its channels, or pairs of them.
    fn floats(&self) -> usize {
        if self.bfloat16.is_some() { self.c_in.div_ceil(2) } else { self.c_in }
    }

    /// Rows of a panel.
    pub(super) fn depth(&self) -> usize {
        self.taps * self.floats()
    }

    /// The rows of a panel from row `from` on.
    pub(super) fn panel(&self, panel: usize, from: usize) -> &[f32] {
        let depth = self.depth();
        let start = panel * depth * self.panels.full();
        let width = self.panels.padded(panel);
        &self.data[start + from * width..start + depth * width]
    }
}

fn check(weight: &[f32], taps: usize, c_in: usize, c_out: usize) {
    assert!(taps > 0 && c_in > 0 && c_out > 0, "a weight needs taps and channels");
    assert_eq!(weight.len(), taps * c_in * c_out, "a weight is [taps·c_in, c_out]");
}

/// `from` [rows, width_from] to `to` [width_from, width_to ≥ rows], square by square, so that both sides
/// stay in the first cache.
fn transpose(from: &[f32], width_from: usize, to: &mut [f32], width_to: usize) {
    for first in (0..width_from).step_by(SQUARE) {
        let side = SQUARE.min(width_from - first);
        let to = &mut to[first * width_to..(first + side) * width_to];
        for (row, from) in from.chunks_exact(width_from).enumerate() {
            for (to, value) in to.chunks_exact_mut(width_to).zip(&from[first..first + side]) {
                to[row] = *value;
            }
        }
    }
}
