//! Generated sequences of a flat, textured scene under known changes, in the folders of HPatches: the data set of matching
//! that needs no download. Knows nothing of networks or experiments; readers see only the files.
//!
//! A scene is a function of real coordinates (discs, bars and corners over cloudy ground), so each image samples it anew and no
//! image is a resampled one. The first image sees it straight on. In sequences `v_…` the others see it through a drawn
//! homography, in `i_…` under another light; both depart further from image to image.

mod change;
mod scene;
mod settings;
#[cfg(test)]
mod tests;
mod write;

pub use settings::Settings;
pub use write::generate;
