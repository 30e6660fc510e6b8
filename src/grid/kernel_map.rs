//! The table [output rows, taps] of the input row that each tap reads.

use std::sync::OnceLock;

use super::InverseMap;
use super::regular::{RegularConv, regular_entries};

/// Which input row each tap of each output row reads; −1 where the tap falls outside the image.
///
/// One type serves every operation that reads rows of rows: a k×k convolution (k² taps), max-pooling,
/// the downsampling step and the way back to the lattice (one tap).
#[derive(Debug)]
pub struct KernelMap {
    rows_in: usize,
    rows_out: usize,
    taps: usize,
    entries: Entries,
    inverse: OnceLock<InverseMap>,
}

/// Where the entries of a table are.
#[derive(Debug)]
enum Entries {
    /// One tap, row i reads row i.
    Identity,
    /// Row-major [rows_out, taps].
    Listed(Vec<i32>),
    /// They follow from a regular convolution and are listed at the first use: a first layer reads windows of
    /// its images, and its list (100 MB at the paper's image size) is never made.
    Regular(RegularConv, OnceLock<Vec<i32>>),
}

impl KernelMap {
    /// The table of a 1×1 convolution that keeps the cells: row i reads row i.
    pub fn identity(rows: usize) -> Self {
        Self::with(rows, rows, 1, Entries::Identity)
    }

    /// A table from its entries, row-major [rows_out, taps].
    ///
    /// # Panics
    /// When the length is no multiple of `taps` or an entry is not in −1..rows_in: such a table is a
    /// mistake of this crate, never of a user's input.
    pub fn new(rows_in: usize, taps: usize, index: Vec<i32>) -> Self {
        assert!(taps > 0 && index.len().is_multiple_of(taps), "a kernel map needs whole rows of {taps} taps");
        assert!(rows_in <= i32::MAX as usize, "a kernel map addresses rows with 31 bits");
        let in_range = |&row: &i32| row >= -1 && (row as i64) < rows_in as i64;
        assert!(index.iter().all(in_range), "a kernel map entry points outside its {rows_in} input rows");
        Self::with(rows_in, index.len() / taps, taps, Entries::Listed(index))
    }

    /// The table of a regular convolution with (k−1)/2 taps of padding, k odd.
    ///
    /// # Panics
    /// As [`KernelMap::new`].
    pub(super) fn of_regular(conv: RegularConv) -> Self {
        let RegularConv { images, height, width, kernel, step, .. } = conv;
        let (rows_in, taps) = (images * height * width, kernel * kernel);
        assert!(rows_in <= i32::MAX as usize, "a kernel map addresses rows with 31 bits");
        let rows_out = images * height.div_ceil(step) * width.div_ceil(step);
        Self::with(rows_in, rows_out, taps, Entries::Regular(conv, OnceLock::new()))
    }

    fn with(rows_in: usize, rows_out: usize, taps: usize, entries: Entries) -> Self {
        KernelMap { rows_in, rows_out, taps, entries, inverse: OnceLock::new() }
    }

    /// The regular convolution behind this table, when there is one.
    pub fn regular(&self) -> Option<RegularConv> {
        match &self.entries {
            Entries::Regular(conv, _) => Some(*conv),
            Entries::Identity | Entries::Listed(_) => None,
        }
    }

    /// Rows of the feature map that is read.
    pub fn rows_in(&self) -> usize {
        self.rows_in
    }

    /// Rows of the feature map that is written.
    pub fn rows_out(&self) -> usize {
        self.rows_out
    }

    /// Taps per output row: k² of a k×k convolution.
    pub fn taps(&self) -> usize {
        self.taps
    }

    /// The entries, row-major [rows_out, taps]; `None` for the identity.
    pub fn index(&self) -> Option<&[i32]> {
        match &self.entries {
            Entries::Identity => None,
            Entries::Listed(index) => Some(index),
            Entries::Regular(conv, index) => Some(index.get_or_init(|| regular_entries(*conv))),
        }
    }

    /// The row that a tap reads, −1 outside.
    pub fn tap(&self, row: usize, tap: usize) -> i32 {
        match self.index() {
            None => row as i32,
            Some(index) => index[row * self.taps + tap],
        }
    }

    /// For backward passes: which output rows read each input row. Built at the first use, then kept.
    pub fn inverse(&self) -> &InverseMap {
        self.inverse.get_or_init(|| InverseMap::new(self.index(), [self.rows_in, self.rows_out], self.taps))
    }
}
