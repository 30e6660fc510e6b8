//! How a pass reads its input: row by row through the kernel map, or, when rows have only a few
//! channels, in longer runs.

use std::borrow::Cow;
use std::ops::Range;

use super::bfloat16;
use super::block::BlockInput;
use super::window::Windows;
use crate::grid::KernelMap;
use crate::system::isa::Bfloat16;

/// With fewer channels than this a tap is too short to be worth a step of its own.
const FEW_CHANNELS: usize = 8;

/// The rows that a pass reads, with the taps and channels that it multiplies them by.
pub(super) enum Input<'a> {
    /// Rows of all channels, each tap on its own.
    Rows(Rows<'a>),
    /// One row per kernel line: neighbouring positions of a regular image lie side by side.
    Windows(Windows),
    /// One row per output row: all taps gathered side by side, block by block.
    Gathered { rows: &'a [f32], channels: usize, index: &'a [i32], taps: usize },
    /// One row per output row, turned into pairs of bfloat16 block by block.
    Paired { proof: Bfloat16, rows: &'a [f32], channels: usize },
}

/// Rows [rows, channels] and the table [output rows, taps] that reads them; `None`: each reads its own.
pub(super) struct Rows<'a> {
    rows: Cow<'a, [f32]>,
    channels: usize,
    index: Option<&'a [i32]>,
    taps: usize,
    /// Entries ≥ `virtual_from` name these rows.
    virtual_rows: &'a [f32],
    virtual_from: i32,
}

/// Memory for what a block prepares before it is read.
#[derive(Default)]
pub(super) struct Scratch {
    pub rows: Vec<f32>,
    pub index: Vec<i32>,
}

impl<'a> Input<'a> {
    /// The best way to read `x` [rows_in, channels] through a map.
    ///
    /// # Panics
    /// When `x` has another size.
    pub(super) fn new(x: &'a [f32], map: &'a KernelMap, channels: usize) -> Self {
        assert_eq!(x.len(), map.rows_in() * channels, "the input is [{}, {channels}]", map.rows_in());
        let taps = map.taps();
        let narrow = channels < FEW_CHANNELS && taps > 1;
        // Windows need no list of entries, which is made at the first question for it.
        if let Some(conv) = map.regular().filter(|conv| narrow && conv.dilation == 1) {
            return Input::Windows(Windows::new(x, channels, conv));
        }
        match map.index() {
            Some(index) if narrow => Input::Gathered { rows: x, channels, index, taps },
            index => Input::Rows(Rows::plain(x.into(), channels, index, taps)),
        }
    }

    /// Reads `x` [rows_in, channels] row by row, each tap on its own.
    ///
    /// # Panics
    /// When `x` has another size.
    pub(super) fn rows(x: &'a [f32], map: &'a KernelMap, channels: usize) -> Self {
        assert_eq!(x.len(), map.rows_in() * channels, "the input is [{}, {channels}]", map.rows_in());
        Input::Rows(Rows::plain(x.into(), channels, map.index(), map.taps()))
    }

    /// The best way to read `x` [rows_in, channels] through a map as pairs of bfloat16.
    ///
    /// # Panics
    /// When `x` has another size.
    pub(super) fn bfloat16(proof: Bfloat16, x: &'a [f32], map: &'a KernelMap, channels: usize) -> Self {
        assert_eq!(x.len(), map.rows_in() * channels, "the input is [{}, {channels}]", map.rows_in());
        let Some(index) = map.index() else { return Input::Paired { proof, rows: x, channels } };
        // Several taps read a row: it is converted once, before all of them.
        let rows = bfloat16::pairs(proof, x, channels).into();
        Input::Rows(Rows::plain(rows, channels.div_ceil(2), Some(index), map.taps()))
    }

    /// Reads `dy` [rows_out, channels] and the map's virtual rows through its inverse.
    ///
    /// # Panics
    /// When one of them has another size.
    pub(super) fn inverse(
        dy: &'a [f32],
        virtual_rows: &'a [f32],
        map: &'a KernelMap,
        channels: usize,
    ) -> Self {
        assert_eq!(dy.len(), map.rows_out() * channels, "the gradient is [{}, {channels}]", map.rows_out());
        assert_eq!(virtual_rows.len(), map.inverse().virtual_count() * channels);
        let (index, taps) = (map.inverse().index(), map.taps());
        // A table addresses all its rows with 31 bits.
        let virtual_from = map.rows_out() as i32;
        Input::Rows(Rows { rows: dy.into(), channels, index, taps, virtual_rows, virtual_from })
    }

    /// Steps per output row and floats per step; their product is the depth of the convolution.
    pub(super) fn taps_and_channels(&self) -> (usize, usize) {
        match self {
            Input::Rows(rows) => (rows.taps, rows.channels),
            Input::Windows(windows) => windows.taps_and_channels(),
            Input::Gathered { taps, channels, .. } => (1, taps * channels),
            Input::Paired { channels, .. } => (1, channels.div_ceil(2)),
        }
    }

    /// What the output rows `block` read. Every entry of its table is −1 or names a row with as many
    /// floats as [`Self::taps_and_channels`] says.
    pub(super) fn block<'b>(&'b self, block: Range<usize>, scratch: &'b mut Scratch) -> BlockInput<'b> {
        match self {
            Input::Rows(rows) => rows.block(block),
            Input::Windows(windows) => windows.block(block, &mut scratch.index),
            Input::Gathered { rows, channels, index, taps } => {
                scratch.rows.clear();
                gather(rows, *channels, &index[block.start * taps..block.end * taps], &mut scratch.rows);
                BlockInput::new(&scratch.rows, taps * channels, None, 1)
            }
            Input::Paired { proof, rows, channels } => {
                let pairs = channels.div_ceil(2);
                scratch.rows.resize(block.len() * pairs, 0.0);
                let own = &rows[block.start * channels..block.end * channels];
                bfloat16::convert(*proof, own, *channels, &mut scratch.rows);
                BlockInput::new(&scratch.rows, pairs, None, 1)
            }
        }
    }
}

impl<'a> Rows<'a> {
    /// Without virtual rows.
    fn plain(rows: Cow<'a, [f32]>, channels: usize, index: Option<&'a [i32]>, taps: usize) -> Self {
        Rows { rows, channels, index, taps, virtual_rows: &[], virtual_from: i32::MAX }
    }

    fn block(&self, block: Range<usize>) -> BlockInput<'_> {
        let Some(index) = self.index else {
            let rows = &self.rows[block.start * self.channels..block.end * self.channels];
            return BlockInput::new(rows, self.channels, None, 1);
        };
        BlockInput {
            virtual_rows: self.virtual_rows,
            virtual_from: self.virtual_from,
            ..BlockInput::new(
                &self.rows,
                self.channels,
                Some(&index[block.start * self.taps..block.end * self.taps]),
                self.taps,
            )
        }
    }
}

/// Appends the rows that `index` names, zeros for −1. Runs of consecutive rows are copied at once.
fn gather(rows: &[f32], channels: usize, index: &[i32], to: &mut Vec<f32>) {
    let follows = |a: &i32, b: &i32| if *a < 0 { *b < 0 } else { *b == *a + 1 };
    for run in index.chunk_by(follows) {
        let floats = run.len() * channels;
        match run[0] {
            -1 => to.resize(to.len() + floats, 0.0),
            first => to.extend_from_slice(&rows[first as usize * channels..][..floats]),
        }
    }
}
