//! Batches: prepared images, their masks and the tables made from them, put together in the background.

use std::sync::Arc;

use crate::data::{Dataset, Preparation, Prepared, prepare_evaluation, prepare_training};
use crate::grid::{Levels, Tables};
use crate::mask::{Blocks, Mask, View};
use crate::models::Resolution;
use crate::random::mix;
use crate::{Error, Result};

/// Images of one size with their labels and their geometry.
#[derive(Debug)]
pub struct Batch {
    /// Normalised RGB, [images·height·width, 3].
    pub pixels: Vec<f32>,
    /// Class numbers, [images·height·width]; 255 is ignored.
    pub labels: Vec<u8>,
    pub tables: Arc<Tables>,
}

/// Makes batches of a data set for one network.
#[derive(Clone)]
pub struct BatchSource {
    pub dataset: Arc<dyn Dataset>,
    pub preparation: Preparation,
    pub resolution: Resolution,
    /// `None` in a regular network.
    pub mask: Option<Mask>,
    /// The run's seed: draws of images, of augmentations and of random masks come from it.
    pub seed: u64,
}

impl BatchSource {
    /// The batch of an optimiser step, a function of the seed and the step alone.
    ///
    /// # Errors
    /// When an image cannot be read, or images of a batch differ in size.
    pub fn training(&self, step: usize, batch: usize) -> Result<Batch> {
        let draws = (step * batch) as u64..((step + 1) * batch) as u64;
        let images = draws.map(|draw| {
            let image = prepare_training(&*self.dataset, &self.preparation, self.seed, draw)?;
            Ok((image.padded(self.resolution.multiple()), draw))
        });
        self.assemble(images.collect::<Result<Vec<_>>>()?)
    }

    /// One whole image, padded to what the network divides by.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn image(&self, index: usize) -> Result<Prepared> {
        prepare_evaluation(&*self.dataset, &self.preparation, index, self.resolution.multiple())
    }

    /// The batch of one evaluation image. Its random draws, if any, differ from those of training.
    ///
    /// # Errors
    /// When the mask cannot be computed.
    pub fn evaluation(&self, image: Prepared, index: usize) -> Result<Batch> {
        self.assemble(vec![(image, u64::MAX - index as u64)])
    }

    fn assemble(&self, images: Vec<(Prepared, u64)>) -> Result<Batch> {
        let first = images.first().ok_or_else(|| Error::new("a batch needs at least one image"))?;
        let (height, width) = (first.0.height, first.0.width);
        if let Some((odd, _)) = images.iter().find(|(i, _)| (i.height, i.width) != (height, width)) {
            let sizes = format!("{}×{} beside {height}×{width}", odd.height, odd.width);
            return Err(Error::new(format!("the images of a batch differ in size: {sizes}"))
                .at(&odd.id)
                .help("set `augmentation: {crop: [height, width]}` or `data: {resize: [height, width]}`"));
        }
        let fine = self.resolution.fine;
        let tables = match &self.mask {
            None => Tables::regular(images.len(), height, width, fine)?,
            Some(mask) => {
                let levels = images.iter().map(|(image, draw)| self.levels(mask, image, *draw));
                Tables::new(height, width, fine, levels.collect::<Result<_>>()?)?
            }
        };
        let mut batch = Batch { pixels: Vec::new(), labels: Vec::new(), tables: Arc::new(tables) };
        batch.pixels.reserve_exact(images.len() * height * width * 3);
        for (image, _) in images {
            batch.pixels.extend_from_slice(&image.pixels);
            batch.labels.extend_from_slice(&image.labels);
        }
        Ok(batch)
    }

    fn levels(&self, mask: &Mask, image: &Prepared, draw: u64) -> Result<Levels> {
        let Resolution { fine, coarse_level, block } = self.resolution;
        let view = View { pixels: &image.pixels, height: image.height, width: image.width };
        let blocks = Blocks { stride: fine, side: block, coarse: coarse_level };
        mask.levels(view, blocks, mix(self.seed, draw)).map_err(|error| error.or_at(&image.id))
    }
}
