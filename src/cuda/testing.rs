//! The GPU that tests run on: the CPU playing one, or, in a build for GPUs, the first of this machine.

use std::sync::Arc;

#[cfg(not(feature = "cuda"))]
pub use super::Played as Tested;

#[cfg(feature = "cuda")]
pub use super::Driver as Tested;

/// `None`, and a line that says so, where there is none.
#[cfg(not(feature = "cuda"))]
pub fn gpu() -> Option<Arc<Tested>> {
    Tested::new().map(Arc::new)
}

/// `None`, and a line that says so, where there is none.
#[cfg(feature = "cuda")]
pub fn gpu() -> Option<Arc<Tested>> {
    let found = crate::cuda::info(0).and_then(|_| Tested::of(0));
    found.inspect_err(|missing| eprintln!("not tested on a GPU: {missing}")).ok().flatten()
}

/// Whether the threads of a block take turns from the last to the first; a GPU takes its own.
pub fn take_turns(gpu: &Tested, backwards: bool) {
    #[cfg(not(feature = "cuda"))]
    gpu.backwards(backwards);
    #[cfg(feature = "cuda")]
    let _ = (gpu, backwards);
}
