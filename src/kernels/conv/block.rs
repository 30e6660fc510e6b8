//! What the tiles of one block of output rows share: where they read and where they write.

use std::ops::Range;

use super::Epilogue;
use crate::kernels::parallel::SharedSlice;

/// Where a block's rows read.
pub(super) struct BlockInput<'a> {
    /// Input row i starts at float i · `stride`.
    pub rows: &'a [f32],
    pub stride: usize,
    /// Entries ≥ `virtual_from` name row `entry − virtual_from` of these.
    pub virtual_rows: &'a [f32],
    pub virtual_from: i32,
    /// [block rows, taps]: the input row of each tap, −1 for zeros; `None`: block row i reads row i.
    pub index: Option<&'a [i32]>,
    pub taps: usize,
}

impl<'a> BlockInput<'a> {
    /// Rows of `stride` floats, read through a table or one by one.
    pub(super) fn new(rows: &'a [f32], stride: usize, index: Option<&'a [i32]>, taps: usize) -> Self {
        BlockInput { rows, stride, virtual_rows: &[], virtual_from: i32::MAX, index, taps }
    }

    /// Where the row starts that a tap of a block row reads; `None` for zeros.
    ///
    /// # Safety
    /// The block has this row and this tap, and all entries of the table are in range.
    #[inline(always)]
    pub(super) unsafe fn start(&self, row: usize, tap: usize) -> Option<*const f32> {
        // SAFETY: the caller vouches for `row`, `tap` and what the table says.
        unsafe {
            let Some(index) = self.index else {
                return Some(self.rows.as_ptr().add(row * self.stride));
            };
            let entry = *index.get_unchecked(row * self.taps + tap);
            if entry < 0 {
                None
            } else if entry < self.virtual_from {
                Some(self.rows.as_ptr().add(entry as usize * self.stride))
            } else {
                Some(self.virtual_rows.as_ptr().add((entry - self.virtual_from) as usize * self.stride))
            }
        }
    }
}

/// Where a block's rows are written.
pub(super) struct BlockOutput<'a> {
    /// The whole output, [rows, width].
    pub start: *mut f32,
    pub width: usize,
    /// The output row of block row 0, when the rows follow each other.
    pub first_row: usize,
    /// The output row of each block row, when they do not.
    pub order: Option<&'a [u32]>,
    /// Add to what the output holds.
    pub accumulate: bool,
    pub epilogue: Epilogue<'a>,
}

impl BlockOutput<'_> {
    /// The output row of a block row.
    ///
    /// # Safety
    /// The block has this row.
    #[inline(always)]
    pub(super) unsafe fn row(&self, row: usize) -> usize {
        match self.order {
            None => self.first_row + row,
            // SAFETY: the order has an entry for each row of the block.
            Some(order) => unsafe { *order.get_unchecked(row) as usize },
        }
    }
}

/// A whole output, before it is cut into blocks.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub rows: usize,
    pub width: usize,
    /// The output row of each row that the input lists: a permutation; `None` when they agree.
    pub order: Option<&'a [u32]>,
    /// Add to what the output holds instead of overwriting it.
    pub accumulate: bool,
    pub epilogue: Epilogue<'a>,
}

impl<'a> Target<'a> {
    /// # Panics
    /// When a length does not fit.
    pub(super) fn check(&self, output: usize) {
        let Target { rows, width, epilogue, .. } = self;
        assert_eq!(output, rows * width, "the output is [{rows}, {width}]");
        assert!(epilogue.bias.is_none_or(|bias| bias.len() == *width), "a bias is [{width}]");
        let residual = epilogue.residual;
        assert!(residual.is_none_or(|residual| residual.len() == output), "a residual is like the output");
        assert!(self.order.is_none_or(|order| order.len() == *rows), "the order names every row");
    }

    /// Where some rows are written.
    pub(super) fn block(&self, output: &SharedSlice<'_>, rows: Range<usize>) -> BlockOutput<'a> {
        BlockOutput {
            // SAFETY: tasks have disjoint rows or panels, `order` is a permutation, and tiles write
            // nothing but their own rows and columns; so every element has one writer.
            start: unsafe { output.at(0) },
            width: self.width,
            first_row: rows.start,
            order: self.order.map(|order| &order[rows]),
            accumulate: self.accumulate,
            epilogue: self.epilogue,
        }
    }
}

impl BlockOutput<'_> {
    /// Puts some columns of the block's rows, `rows` of them, through the epilogue's activation, while they are in the cache.
    ///
    /// # Safety
    /// The block has these rows and the output these columns; all of them are written, and nobody else accesses them.
    pub(super) unsafe fn activate(&self, rows: usize, columns: Range<usize>) {
        let Some(activation) = self.epilogue.activation else { return };
        let whole = columns.len() == self.width && self.order.is_none();
        let (runs, length) = if whole { (1, rows * self.width) } else { (rows, columns.len()) };
        for run in 0..runs {
            // SAFETY: the elements are those that the caller speaks of: all rows in one piece, or each by itself.
            let own = unsafe {
                let start = self.start.add(self.row(run) * self.width + columns.start);
                std::slice::from_raw_parts_mut(start, length)
            };
            activation.in_place(own);
        }
    }
}

/// A block of output rows.
pub(super) struct Block<'a> {
    pub input: BlockInput<'a>,
    pub output: BlockOutput<'a>,
    /// As many zeros as an input row has floats: what taps outside the image read.
    pub zeros: &'a [f32],
}
