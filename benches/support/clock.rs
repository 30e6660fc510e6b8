//! The shortest of several runs, by one of two clocks.

use std::time::Instant;

use cadbench::system::clock::thread_cpu_seconds;

/// What a second is.
#[derive(Clone, Copy)]
pub enum Clock {
    /// Time on the wall: right for several threads on a quiet machine.
    Wall,
    /// CPU time of the calling thread (wall time where the system does not tell): right for one thread,
    /// even when other programs hold cores.
    ThreadCpu,
}

impl Clock {
    /// Seconds of the shortest of `repeats` runs, after one more to warm up.
    pub fn shortest(self, repeats: usize, mut run: impl FnMut()) -> f64 {
        run();
        (0..repeats).map(|_| self.once(&mut run)).fold(f64::INFINITY, f64::min)
    }

    fn once(self, run: &mut impl FnMut()) -> f64 {
        let cpu = || if matches!(self, Clock::ThreadCpu) { thread_cpu_seconds() } else { None };
        let (wall_start, cpu_start) = (Instant::now(), cpu());
        run();
        match (cpu_start, cpu()) {
            (Some(start), Some(end)) => end - start,
            _ => wall_start.elapsed().as_secs_f64(),
        }
    }
}
