//! Cutting work into tasks whose bounds depend on shapes alone, and a slice that tasks share.

use std::marker::PhantomData;
use std::ops::Range;

use rayon::prelude::*;

/// Runs `task` for every number below `count` on the current thread pool. Each number is a task of its
/// own, so that a thread that the system holds up keeps no others waiting.
pub fn for_each_task(count: usize, task: impl Fn(usize) + Sync + Send) {
    (0..count).into_par_iter().with_max_len(1).for_each(task);
}

/// Part `number` of `total` things cut into `parts` runs whose lengths differ by one at most.
pub fn even_part(total: usize, parts: usize, number: usize) -> Range<usize> {
    total * number / parts..total * (number + 1) / parts
}

/// A slice that several tasks write at the same time, each its own elements.
pub struct SharedSlice<'a> {
    start: *mut f32,
    len: usize,
    owner: PhantomData<&'a mut [f32]>,
}

// SAFETY: the pointer is handed out only by `at`, whose caller promises that no element is written by one
// task and accessed by another.
unsafe impl Send for SharedSlice<'_> {}
// SAFETY: as for `Send`.
unsafe impl Sync for SharedSlice<'_> {}

impl<'a> SharedSlice<'a> {
    /// Takes the slice over for as long as tasks share it.
    pub fn new(slice: &'a mut [f32]) -> Self {
        SharedSlice { start: slice.as_mut_ptr(), len: slice.len(), owner: PhantomData }
    }

    /// Some of its elements, shared in the same way.
    ///
    /// # Panics
    /// When the range reaches past the end.
    pub fn part(&self, range: Range<usize>) -> SharedSlice<'_> {
        assert!(range.start <= range.end && range.end <= self.len);
        // SAFETY: the range is inside the slice.
        SharedSlice { start: unsafe { self.start.add(range.start) }, len: range.len(), owner: PhantomData }
    }

    /// The place of element `offset`.
    ///
    /// # Panics
    /// When `offset` is past the end.
    ///
    /// # Safety
    /// While tasks share the slice, no element written through one pointer may be accessed through
    /// another task's; accesses stay within the slice.
    pub unsafe fn at(&self, offset: usize) -> *mut f32 {
        assert!(offset <= self.len);
        // SAFETY: `offset` is within the slice (or one past its end).
        unsafe { self.start.add(offset) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_parts_cover_everything_once_and_differ_by_one() {
        for (total, parts) in [(0, 3), (5, 7), (281, 20), (64, 8)] {
            let runs: Vec<_> = (0..parts).map(|number| even_part(total, parts, number)).collect();
            assert_eq!(runs.iter().cloned().flatten().collect::<Vec<_>>(), (0..total).collect::<Vec<_>>());
            let lengths = || runs.iter().map(ExactSizeIterator::len);
            assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
        }
    }
}
