//! Training and evaluation of a network. Knows data, masks, networks and metrics, nothing of
//! experiments or results.

mod batch;
mod checkpoint;
mod config;
mod evaluate;
mod gumbel;
mod input;
mod labels;
mod learner;
mod loss;
mod matching;
mod outputs;
mod predictor;
mod progress;
mod run;
mod schedule;
mod tally;

pub use batch::{Batch, BatchSource, SharedTables};
pub use checkpoint::file_name;
pub use config::{Checkpoint, Competing, Evaluation, Training};
pub use evaluate::{Evaluated, ImageCost, Latency};
pub use labels::BatchLabels;
pub use learner::Learner;
pub use outputs::Outputs;
pub use predictor::{Prediction, Predictor};
pub use progress::{Observer, Progress};
pub use run::{Job, Outcome, run};
