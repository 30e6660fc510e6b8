//! What the network of a finished run predicts: of an image of its data, or of any image files.

mod files;
mod inputs;
mod label_map;
mod of_data;
mod ranking;
mod reported;
#[cfg(test)]
mod tests;
mod work;

pub use files::{FilePredictions, OnFile, PREDICTIONS, check};
pub use inputs::{ImageFile, image_files};
pub use label_map::OVERLAYS;
pub use of_data::{ImagePrediction, predict_image, predict_images};
