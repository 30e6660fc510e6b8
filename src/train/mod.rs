//! Training and evaluation of a segmentation network. Knows data, masks, networks and metrics, nothing of
//! experiments or results.

mod batch;
mod checkpoint;
mod config;
mod evaluate;
mod learner;
mod predictor;
mod progress;
mod run;
mod schedule;

pub use batch::{Batch, BatchSource, SharedTables};
pub use config::{Checkpoint, Evaluation, Training};
pub use evaluate::{Evaluated, ImageCost, Latency};
pub use learner::Learner;
pub use predictor::Predictor;
pub use progress::{Observer, Progress};
pub use run::{Outcome, Segmentation, run};
