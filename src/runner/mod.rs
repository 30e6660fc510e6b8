//! What a run does, whatever asks for it: its place in a project, what it is set up with, what it starts from, its execution,
//! its row. The command line hands in which runs, and shows what happens.

mod before;
mod estimate;
mod event;
mod execute;
pub mod find;
mod fingerprints;
mod fits;
mod inputs;
pub mod known;
mod order;
mod precision;
mod predict;
mod processor;
pub mod project;
mod row;
mod selection;
mod setup;
mod shard;
mod start;
mod tensorboard;
#[cfg(test)]
mod tests;
mod verify;

pub use estimate::Estimate;
pub use event::{RunEvent, RunObserver};
pub use execute::{Executed, execute};
pub use fits::{TooLarge, too_large};
pub use precision::remark as precision_remark;
pub use predict::{
    FilePredictions, ImageFile, ImagePrediction, OVERLAYS, OnFile, PREDICTIONS, check as check_predicts,
    image_files, predict_image, predict_images,
};
pub use processor::Processor;
pub use selection::{DeviceChoice, RunFilter, RunSelection};
pub use setup::Setup;
pub use shard::{Shard, independent};
pub use start::StartWeights;
pub use tensorboard::TensorBoard;
pub use verify::{Verdict, Verification, Verified};
