//! The CPU time of a thread: what a measurement needs on a machine that others use too.

/// Seconds of CPU time that the calling thread has used; `None` where the system does not tell.
///
/// Unlike time on the wall it does not count the waiting for a core that other programs hold.
pub fn thread_cpu_seconds() -> Option<f64> {
    #[cfg(unix)]
    {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `clock_gettime` only writes the structure that it gets.
        let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
        (status == 0).then_some(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
    }
    #[cfg(not(unix))]
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn work_takes_cpu_time_and_sleep_does_not() {
        let used = |work: fn()| {
            let start = thread_cpu_seconds().unwrap();
            work();
            thread_cpu_seconds().unwrap() - start
        };
        let slept = used(|| std::thread::sleep(std::time::Duration::from_millis(50)));
        let worked = used(|| {
            let start = thread_cpu_seconds().unwrap();
            while thread_cpu_seconds().unwrap() < start + 0.02 {}
        });
        assert!(slept < 0.02 && worked >= 0.02, "slept {slept} s, worked {worked} s");
    }
}
