//! Generated images with a few small things of one class each, in the layout of class folders: the data set of a classification
//! that needs no download. Knows nothing of networks or experiments; readers see only the files.
//!
//! Things are Landolt's rings, by which eyes are tested: with a gap towards one of eight sides, without a gap, or
//! without a hole. Gap and stroke are a fifth of the ring wide; places, sizes and colours are drawn, and bars,
//! crosses and patches of the same sizes, strokes and colours lie around: neither the image's colours nor its
//! coarse forms tell the class.

mod class;
mod scene;
mod settings;
mod shape;
#[cfg(test)]
mod tests;
mod write;

pub use class::CLASSES;
pub use scene::scene;
pub use settings::Settings;
pub use write::generate;
