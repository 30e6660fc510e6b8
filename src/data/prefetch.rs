//! Work done ahead on background threads, handed over in order.

use std::any::Any;
use std::collections::HashMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::{Error, Result};

/// The results of `work(number)` for every number of a range, in order; see [`prefetch`].
pub struct Prefetch<T> {
    shared: Arc<Shared<T>>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared<T> {
    work: Box<dyn Fn(usize) -> Result<T> + Send + Sync>,
    ahead: usize,
    queue: Mutex<Queue<T>>,
    changed: Condvar,
}

struct Queue<T> {
    /// Numbers that no thread has begun.
    open: Range<usize>,
    /// The next number to hand over.
    next: usize,
    done: HashMap<usize, Result<T>>,
    stopped: bool,
}

/// Computes `work` for the numbers of `range` on up to `threads` background threads and gives the results
/// in the order of the numbers. At most `ahead` results (at least one) wait or are being made beyond the
/// one handed over last. With 0 threads the work is done by the caller, at each `next`.
///
/// An error is handed over in its place and does not end the rest; a panic in `work` becomes an error.
/// Dropping the iterator stops the threads after what they are doing.
pub fn prefetch<T: Send + 'static>(
    range: Range<usize>,
    threads: usize,
    ahead: usize,
    work: impl Fn(usize) -> Result<T> + Send + Sync + 'static,
) -> Prefetch<T> {
    let queue = Queue { next: range.start, open: range, done: HashMap::new(), stopped: false };
    let shared = Arc::new(Shared {
        work: Box::new(work),
        ahead: ahead.max(1),
        queue: Mutex::new(queue),
        changed: Condvar::new(),
    });
    // A thread that the system refuses is simply missing; without any, the caller does the work.
    let spawn = |_| {
        let shared = shared.clone();
        std::thread::Builder::new().name("prefetch".into()).spawn(move || shared.serve()).ok()
    };
    let threads = (0..threads).filter_map(spawn).collect();
    Prefetch { shared, threads }
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        // No user code runs under the lock, so a poisoned queue is still whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, queue: MutexGuard<'a, Queue<T>>) -> MutexGuard<'a, Queue<T>> {
        self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner)
    }

    /// A background thread: takes numbers in order while there is room, until all are taken.
    fn serve(&self) {
        while let Some(number) = self.take() {
            let result = self.compute(number);
            self.lock().done.insert(number, result);
            self.changed.notify_all();
        }
    }

    fn take(&self) -> Option<usize> {
        let mut queue = self.lock();
        while !queue.stopped && !queue.open.is_empty() && queue.open.start - queue.next >= self.ahead {
            queue = self.wait(queue);
        }
        if queue.stopped { None } else { queue.open.next() }
    }

    fn compute(&self, number: usize) -> Result<T> {
        catch_unwind(AssertUnwindSafe(|| (self.work)(number)))
            .unwrap_or_else(|panic| Err(Error::new(format!("item {number} panicked: {}", message(&*panic)))))
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

impl<T> Iterator for Prefetch<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.threads.is_empty() {
            let number = self.shared.lock().open.next()?;
            return Some(self.shared.compute(number));
        }
        let mut queue = self.shared.lock();
        if queue.next >= queue.open.end {
            return None;
        }
        let number = queue.next;
        let result = loop {
            match queue.done.remove(&number) {
                Some(result) => break result,
                None => queue = self.shared.wait(queue),
            }
        };
        queue.next += 1;
        drop(queue);
        self.shared.changed.notify_all();
        Some(result)
    }
}

impl<T> Drop for Prefetch<T> {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        for thread in self.threads.drain(..) {
            // `serve` catches panics of the work, so there is nothing to learn from how it ended.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        for threads in [0, 1, 4] {
            let items = prefetch(3..40, threads, 5, |number| {
                std::thread::sleep(Duration::from_micros((number as u64 * 37) % 300));
                Ok(number * 2)
            });
            let items: Vec<usize> = items.map(Result::unwrap).collect();
            assert_eq!(items, (3..40).map(|number| number * 2).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn an_error_and_a_panic_arrive_in_their_place_and_the_rest_goes_on() {
        let items = prefetch(0..4, 2, 2, |number| match number {
            1 => Err(Error::new("damaged").at("a.png")),
            2 => panic!("number {number}"),
            _ => Ok(number),
        });
        let items: Vec<_> = items.map(|item| item.map_err(|error| error.to_string())).collect();
        assert_eq!(items[0], Ok(0));
        assert_eq!(items[1], Err("damaged\n  --> a.png".into()));
        assert_eq!(items[2], Err("item 2 panicked: number 2".into()));
        assert_eq!(items[3], Ok(3));
    }

    #[test]
    fn no_more_than_the_agreed_number_is_made_ahead() {
        let begun = Arc::new(AtomicUsize::new(0));
        let counter = begun.clone();
        let mut items = prefetch(0..usize::MAX, 3, 4, move |number| {
            counter.fetch_add(1, Ordering::SeqCst);
            Ok(number)
        });
        for handed_over in 1..20 {
            items.next().unwrap().unwrap();
            assert!(begun.load(Ordering::SeqCst) <= handed_over + 4);
        }
    }

    #[test]
    fn dropping_the_iterator_ends_the_threads() {
        let work = Arc::new(());
        let held = work.clone();
        let mut items = prefetch(0..usize::MAX, 2, 2, move |number| {
            let _ = &held;
            Ok(number)
        });
        items.next();
        drop(items);
        assert_eq!(Arc::strong_count(&work), 1);
    }
}
