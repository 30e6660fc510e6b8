//! Data sets: what a card says about one, reading it, preparing images for a network, fetching ahead.
//! Knows files and images; nothing of masks, networks or experiments.

mod card;
mod class_folders;
mod classes;
mod contents;
mod decode;
mod files;
mod fingerprint;
mod generated;
mod jpeg;
mod layout;
mod pair;
mod passed_over;
mod prefetch;
mod prepare;
mod reader;
mod selection;
mod sequences;
mod single;
#[cfg(test)]
mod strange_files;
pub mod streets;
mod suggest;
mod survey;
#[cfg(test)]
mod test_tree;
pub mod things;
pub mod warps;

use std::path::PathBuf;

use image::{GrayImage, RgbImage};

use crate::Result;

pub use card::{Card, Generator, Missing, MissingReason, Root};
pub use class_folders::ClassFolders;
pub use classes::Class;
pub use contents::{Contents, shared_images};
pub use fingerprint::fingerprint;
pub use generated::Made;
pub use layout::{Cityscapes, ImageLabelFolders, Layout};
pub use pair::{IMAGES as IMAGE_ENDINGS, image_id};
pub use prefetch::{Prefetch, prefetch};
pub use prepare::{
    Augmentation, Jitter, LUMA, Normalisation, Preparation, Prepared, ResizedCrop, Scored, image_of,
    prepare_evaluation, prepare_training,
};
pub use reader::LabelledImages;
pub use selection::Selection;
pub use sequences::{IMAGES as IMAGES_PER_SEQUENCE, Sequence, SequenceSet, Sequences};
pub use single::SingleImage;
pub use survey::{Survey, survey};

/// The label of pixels that count neither in the loss nor in a metric.
pub const IGNORED: u8 = 255;

/// Images with a class for every pixel or for each as a whole, in a fixed order.
pub trait Dataset: Send + Sync {
    /// How many images there are.
    fn len(&self) -> usize;

    /// Is there no image at all? An opened card never gives such a data set.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of an image, unique within the data set.
    ///
    /// # Panics
    /// When `index` is not below [`Dataset::len`].
    fn id(&self, index: usize) -> &str;

    /// Reads an image and its labels.
    ///
    /// # Errors
    /// When a file is missing or damaged, the two sizes differ, or a label is unknown; each names the file.
    fn load(&self, index: usize) -> Result<Sample>;

    /// The classes, in the order of their numbers.
    fn classes(&self) -> &[Class];

    /// Every file that [`Dataset::load`] reads, for the fingerprint.
    fn files(&self) -> Vec<DataFile>;

    /// What its files held when the fingerprint was taken; what is read later must be that.
    fn contents(&self) -> Option<&Contents> {
        None
    }

    /// The sequences that its images belong to, where they do.
    fn sequences(&self) -> Option<&SequenceSet> {
        None
    }
}

/// One image as it lies on disk, with class numbers in place of the file's label ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its name, unique within the data set.
    pub id: String,
    /// Its pixels, red, green and blue in 8 bits each.
    pub image: RgbImage,
    /// Of pixels: as large as the image.
    pub labels: Labels<GrayImage>,
}

/// What an image shows; `P` holds the classes of pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Labels<P> {
    /// The class number of every pixel, [`IGNORED`] where there is none.
    Pixels(P),
    /// The class number of the image as a whole.
    Image(u16),
}

impl<P> Labels<P> {
    /// The same with the classes of pixels held in another way.
    pub fn map<Q>(self, held: impl FnOnce(P) -> Q) -> Labels<Q> {
        match self {
            Labels::Pixels(pixels) => Labels::Pixels(held(pixels)),
            Labels::Image(class) => Labels::Image(class),
        }
    }

    /// The same, borrowed.
    pub fn as_ref(&self) -> Labels<&P> {
        match self {
            Labels::Pixels(pixels) => Labels::Pixels(pixels),
            Labels::Image(class) => Labels::Image(*class),
        }
    }

    /// The classes of pixels, where they have any.
    pub fn pixels(&self) -> Option<&P> {
        match self {
            Labels::Pixels(pixels) => Some(pixels),
            Labels::Image(_) => None,
        }
    }
}

/// A file of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Path below the data set's root, with `/` on every platform.
    pub name: String,
    /// Where it lies on this machine.
    pub path: PathBuf,
    /// Is it an image that a network sees, and not what is known of one?
    pub is_image: bool,
}
