//! What runs found out: rows, where they are kept, the tables made of them. Knows metrics and training
//! settings, nothing of how a run is done.

pub mod columns;
mod pool;
mod provenance;
mod row;
#[cfg(test)]
pub(crate) mod samples;
mod statistics;
mod store;
pub mod tables;

pub use pool::{Asked, LeftOut, Pooled, pool};
pub use provenance::{Data, Machine, Part, Provenance, Software, commit, dirty};
pub use row::{Accuracy, Cost, Identity, Row, Speed};
pub use statistics::{Latency, Spread, quantile};
pub use store::{Diverged, Event, Loaded, Log, ReportLock, RunFolder, RunSource, State, Store, StoredRun};
