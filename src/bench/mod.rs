//! Networks timed on this machine: once on one image, or against each other, image by image. Weights are random, since times
//! do not depend on them. Nothing is printed here.

mod once;
mod picture;
mod sample;
mod subject;

pub use once::{Once, once};
pub use picture::scene;
pub use sample::{MASK, Sample, median, quantile};
pub use subject::{Subject, Wanted, mean, reference, time};
