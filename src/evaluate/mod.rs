//! Networks with their weights, and what they predict: scores, costs and times of a data set's images. Knows data, masks and
//! metrics, nothing of training, experiments or results.

pub mod checkpoint;
mod images;
mod latency;
mod matching;
mod network;
mod predictor;
mod scored;
mod settings;
mod tally;
mod validation;

pub use images::{evaluate, two_branch};
pub use latency::{Latency, latency};
pub use network::Network;
pub use predictor::{Prediction, Predictor};
pub use settings::{Checkpoint, Competing, Evaluation};
pub use validation::{Evaluated, ImageCost, OnImage, Validation};
