//! The threads of the kernels, started before anything is computed.

use crate::{Error, Result};

/// A machine that has more threads than this for each of its processors only waits for itself.
const MOST_PER_PROCESSOR: usize = 8;

/// What rayon reads where the command line says nothing.
const VARIABLE: &str = "RAYON_NUM_THREADS";

/// Starts as many as the command line asks for, or the environment, or as this process may use.
///
/// # Errors
/// When that is none or far more than there are processors, or the system gives no more threads.
pub fn start(asked: Option<usize>) -> Result<()> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    if asked == Some(0) {
        return Err(Error::new("--threads needs at least one thread"));
    }
    let of_variable = || std::env::var(VARIABLE).ok()?.trim().parse().ok();
    let (name, threads) = match asked {
        Some(threads) => ("--threads", threads),
        None => (VARIABLE, of_variable().filter(|&threads| threads > 0).unwrap_or(processors)),
    };
    check(name, threads, processors)?;
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().map_err(|cause| {
        Error::new(format!("{threads} threads cannot be started: {cause}"))
            .help("ask for fewer with --threads, or raise the limit on processes (`ulimit -u`, a container's pids limit)")
    })
}

fn check(name: &str, threads: usize, processors: usize) -> Result<()> {
    let most = processors * MOST_PER_PROCESSOR;
    if threads <= most {
        return Ok(());
    }
    Err(Error::new(format!(
        "{name} asks for {threads} threads, and this process may use {processors} processors"
    ))
    .help(format!("at most {most} are started, {MOST_PER_PROCESSOR} for each; {processors} compute fastest")))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn far_more_threads_than_processors_are_refused() {
        assert_eq!(check("--threads", 16, 2), Ok(()));
        insta::assert_snapshot!(check("--threads", 100_000, 2).unwrap_err(), @"
        --threads asks for 100000 threads, and this process may use 2 processors
        help: at most 16 are started, 8 for each; 2 compute fastest
        ");
    }
}
