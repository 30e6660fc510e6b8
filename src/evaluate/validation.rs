//! What is evaluated, and what an evaluation finds.

use super::settings::Evaluation;
use crate::Result;
use crate::batch::BatchSource;
use crate::cost::Cost;
use crate::mask::MaskCost;
use crate::metrics::{ByImage, Scores, Task};

/// What a network is evaluated on.
pub struct Validation<'a> {
    /// What the network is used for, and so how it is scored.
    pub task: Task,
    /// Which checkpoint is evaluated, and how.
    pub settings: &'a Evaluation,
    /// The images, read one by one.
    pub source: BatchSource,
    /// Threads that read and prepare images beside the network.
    pub reading_threads: usize,
}

/// Called after every image with how many are done, of how many.
pub type OnImage<'a> = &'a mut dyn FnMut(usize, usize) -> Result<()>;

/// What an evaluation found.
#[derive(Debug)]
pub struct Evaluated {
    /// Those of the task, over all images.
    pub scores: Scores,
    /// What each image, in matching each pair of images, added to them.
    pub by_image: ByImage,
    /// One entry per image, in the data set's order.
    pub images: Vec<ImageCost>,
    /// Names of the classes that no image's labels have.
    pub absent_classes: Vec<String>,
}

/// What one image cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageCost {
    /// The network's, on the cells that this image has.
    pub cost: Cost,
    /// The cost of making the mask, outside the network: zero for a learned one and without a mask.
    pub mask: MaskCost,
    /// Share of the lattice that keeps level 0.
    pub active: f64,
}
