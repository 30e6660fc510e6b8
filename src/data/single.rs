//! One image by itself, without labels: for measuring and looking.

use std::path::Path;

use image::{GrayImage, Luma, RgbImage};

use super::files::read_image;
use super::{Class, DataFile, Dataset, IGNORED, Labels, Sample};
use crate::{Error, Result};

/// A data set of one image whose labels are all ignored.
#[derive(Debug, Clone)]
pub struct SingleImage {
    id: String,
    image: RgbImage,
}

impl SingleImage {
    /// An image that is in memory.
    pub fn new(id: impl Into<String>, image: RgbImage) -> Self {
        SingleImage { id: id.into(), image }
    }

    /// Decodes a PNG or JPEG.
    ///
    /// # Errors
    /// When it cannot be read or decoded.
    pub fn read(path: &Path) -> Result<Self> {
        Ok(SingleImage::new(path.display().to_string(), read_image(path, None)?))
    }

    /// Its pixels as they are.
    pub fn image(&self) -> &RgbImage {
        &self.image
    }

    /// Height and width in pixels.
    pub fn size(&self) -> [usize; 2] {
        [self.image.height() as usize, self.image.width() as usize]
    }

    /// The top left, at most `sides` (height, width) large.
    pub fn crop(&self, sides: [usize; 2]) -> Self {
        // The smaller of the two fits the image's own type of sides.
        let side = |own: u32, wanted: usize| own.min(u32::try_from(wanted).unwrap_or(u32::MAX));
        let (width, height) = (side(self.image.width(), sides[1]), side(self.image.height(), sides[0]));
        let image = image::imageops::crop_imm(&self.image, 0, 0, width, height).to_image();
        SingleImage { id: self.id.clone(), image }
    }
}

impl Dataset for SingleImage {
    fn len(&self) -> usize {
        1
    }

    fn id(&self, _: usize) -> &str {
        &self.id
    }

    fn load(&self, index: usize) -> Result<Sample> {
        if index > 0 {
            return Err(Error::new(format!("there is no image number {index} beside {}", self.id)));
        }
        let (width, height) = self.image.dimensions();
        let labels = Labels::Pixels(GrayImage::from_pixel(width, height, Luma([IGNORED])));
        Ok(Sample { id: self.id.clone(), image: self.image.clone(), labels })
    }

    fn classes(&self) -> &[Class] {
        &[]
    }

    fn files(&self) -> Vec<DataFile> {
        Vec::new()
    }
}
