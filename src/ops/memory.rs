//! Memory of feature maps, handed on from step to step. A training step makes as many maps and gradients as the one before;
//! clearing memory for maps that kernels overwrite anyway took 8 % of the processor time of a small step, all on one thread.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

thread_local! {
    static POOL: RefCell<Pool> = RefCell::default();
}

/// So many numbers for a kernel to overwrite, every one of them: what they are now is of no step in particular.
pub(super) fn numbers(count: usize) -> Vec<f32> {
    let mut found = match POOL.with_borrow_mut(|pool| pool.hand_out(count)) {
        // New memory is cleared by the system when it is first touched, on whichever thread that is.
        None => vec![0.0; count],
        Some(found) => found,
    };
    // Cells, and so the sizes of maps, differ from batch to batch.
    found.resize(count, 0.0);
    if cfg!(test) {
        found.fill(f32::NAN);
    }
    found
}

/// A gradient that its operation has for itself; its memory becomes that of a feature map of the next step.
pub(super) struct Taken(Vec<f32>);

impl From<Vec<f32>> for Taken {
    fn from(numbers: Vec<f32>) -> Self {
        Taken(numbers)
    }
}

impl Deref for Taken {
    type Target = Vec<f32>;

    fn deref(&self) -> &Vec<f32> {
        &self.0
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut Vec<f32> {
        &mut self.0
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let numbers = std::mem::take(&mut self.0);
        // Nothing is kept at a thread's end.
        let _ = POOL.try_with(|pool| pool.try_borrow_mut().map(|mut pool| pool.take_back(numbers)));
    }
}

/// What waits for its next use.
#[derive(Default)]
struct Pool {
    by_capacity: BTreeMap<usize, Vec<Vec<f32>>>,
    /// Numbers that all of it holds.
    waiting: usize,
    /// Numbers that were asked for since the last backward pass: no more than these are kept.
    asked: usize,
    /// Has the backward pass begun?
    is_backward: bool,
}

impl Pool {
    /// The smallest that is large enough, and not twice as large as it must be.
    fn hand_out(&mut self, count: usize) -> Option<Vec<f32>> {
        if std::mem::take(&mut self.is_backward) {
            self.asked = 0;
        }
        self.asked += count;
        let (&capacity, same) = self.by_capacity.range_mut(count..=2 * count).next()?;
        let found = same.pop();
        if same.is_empty() {
            self.by_capacity.remove(&capacity);
        }
        self.waiting -= capacity;
        found
    }

    fn take_back(&mut self, numbers: Vec<f32>) {
        self.is_backward = true;
        let capacity = numbers.capacity();
        if capacity > 0 && self.waiting + capacity <= self.asked {
            self.waiting += capacity;
            self.by_capacity.entry(capacity).or_default().push(numbers);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_handed_on_where_it_is_large_enough_and_not_much_too_large() {
        let mut pool = Pool::default();
        assert_eq!(pool.hand_out(100), None);
        pool.take_back(Vec::with_capacity(90));
        assert_eq!(pool.hand_out(91), None, "too small");
        assert_eq!(pool.hand_out(44), None, "too large");
        assert_eq!(pool.hand_out(60).map(|found| found.capacity()), Some(90));
        assert_eq!((pool.hand_out(60), pool.waiting), (None, 0));
    }

    #[test]
    fn no_more_is_kept_than_one_step_asks_for() {
        let mut pool = Pool::default();
        for step in 0..20 {
            // Sizes that fit nothing of the step before.
            pool.hand_out(100 << (step % 5));
            pool.take_back(Vec::with_capacity(100 << (step % 5)));
            assert!(pool.waiting <= 100 << (step % 5), "{} after {step}", pool.waiting);
        }
    }
}
