//! Code of others that panics at damaged input, kept from ending the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

static GUARDS: AtomicUsize = AtomicUsize::new(0);

/// What `work` gives; `None` when it panicked. For readers of foreign formats alone, which own all that they work on: nothing
/// half done is seen afterwards.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    GUARDS.fetch_add(1, Ordering::SeqCst);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDS.fetch_sub(1, Ordering::SeqCst);
    done
}

/// Is a panic to be told as damage by whoever guards? The panic may be of a helping thread, so this is no thread's own.
pub fn is_guarded() -> bool {
    GUARDS.load(Ordering::SeqCst) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_reader_becomes_nothing_read() {
        assert_eq!(guarded(|| 1), Some(1));
        assert_eq!(guarded(|| panic!("a length that lies")), None::<i32>);
    }
}
