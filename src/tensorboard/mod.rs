//! Training curves as TensorBoard reads them: event files, which are records of protocol-buffer messages.
//!
//! The few messages that scalars need are written here: the crates that write such files generate code with a compiler of
//! their own, or have long been left alone. Knows a run's log, nothing of how it trains.

mod curves;
mod message;
mod record;
#[cfg(test)]
mod tests;

pub use curves::Curves;
