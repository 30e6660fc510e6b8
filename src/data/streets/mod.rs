//! Synthetic street scenes in the Cityscapes layout: the data set that needs no download.
//! Knows nothing of networks or experiments; readers see only the files that it writes.
//!
//! A scene is a list of textured rectangles in the world (`world`), seen through a pinhole camera with a
//! depth buffer (`render`). The image is the mean of 3×3 samples per pixel; the label is the class at the
//! pixel's centre, so it is exact and never interpolated.

mod class;
mod layout;
mod render;
mod scene;
mod settings;
#[cfg(test)]
mod tests;
mod world;
mod write;

pub use class::Class;
pub use scene::scene;
pub use settings::Settings;
pub use write::generate;
