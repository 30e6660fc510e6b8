//! This machine: its processor's instruction sets, the process's memory, its signals and the clock of a thread. Knows nothing of what
//! is computed.

// Each block says why it is sound.
#![allow(unsafe_code)]

mod capacity;
pub mod clock;
mod guarded;
pub mod interrupt;
pub mod isa;
pub mod memory;
mod moment;
mod peak;

pub use capacity::{MemoryCapacity, memory_capacity};
pub use guarded::{guarded, is_guarded};
pub use moment::rfc3339;
pub use peak::{peak_memory, reset_peak_memory};
