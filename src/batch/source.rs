//! From a data set to batches for one network.

use std::sync::Arc;

use super::labels::BatchLabels;
use super::outputs::Outputs;
use super::shared::SharedTables;
use super::{Batch, input, keypoints, noise};
use crate::data::{Dataset, Preparation, Prepared, image_of, prepare_evaluation, prepare_training};
use crate::grid::{Levels, Resolution};
use crate::mask::{Blocks, Mask, Needs, View};
use crate::models::Input;
use crate::random::mix;
use crate::{Error, Result};

/// Makes batches of a data set for one network.
#[derive(Clone)]
pub struct BatchSource {
    /// Reads images and their labels.
    pub dataset: Arc<dyn Dataset>,
    /// How images are resized, cropped, changed at random and normalised.
    pub preparation: Preparation,
    /// At which strides and in which blocks the network works; images are padded to fit.
    pub resolution: Resolution,
    /// `None` in a regular network.
    pub mask: Option<Mask>,
    /// What the network wants its pixels to be; masks look at normalised ones.
    pub input: Input,
    /// Which output stands for which class of the data set.
    pub outputs: Outputs,
    /// The run's seed: draws of images, of augmentations and of random masks come from it.
    pub seed: u64,
    /// The regular tables that were built last, for all clones of this source.
    pub shared: SharedTables,
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

    /// The names of the images of an optimiser step's batch.
    pub fn drawn(&self, step: usize, batch: usize) -> Vec<&str> {
        let count = self.dataset.len();
        let draws = (step * batch) as u64..((step + 1) * batch) as u64;
        draws.map(|draw| self.dataset.id(image_of(count, self.seed, draw))).collect()
    }

    /// One whole image, padded to what the network divides by; of a sequence, with its keypoints.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn image(&self, index: usize) -> Result<Prepared> {
        if self.dataset.sequences().is_none() {
            return prepare_evaluation(&*self.dataset, &self.preparation, index, self.resolution.multiple());
        }
        let image = prepare_evaluation(&*self.dataset, &self.preparation, index, keypoints::MULTIPLE)?;
        Ok(Prepared {
            keypoints: keypoints::of_image(&image, index, &*self.dataset, &self.preparation)?,
            ..image
        })
    }

    /// The batch of one evaluation image. Its random draws, if any, differ from those of training.
    ///
    /// # Errors
    /// When the mask cannot be computed.
    pub fn evaluation(&self, image: Prepared, index: usize) -> Result<Batch> {
        self.evaluation_of(vec![(image, index)])
    }

    /// The batch of several evaluation images of one size, each with its number.
    ///
    /// # Errors
    /// As [`BatchSource::evaluation`], and when they differ in size.
    pub fn evaluation_of(&self, images: Vec<(Prepared, usize)>) -> Result<Batch> {
        let first = images.first().map_or(0, |(_, index)| *index);
        let batch = self
            .assemble(images.into_iter().map(|(image, index)| (image, u64::MAX - index as u64)).collect())?;
        let noisy = matches!(&self.mask, Some(Mask::Learned(learned)) if learned.noisy_evaluation);
        let noise = noisy.then(|| noise::of_evaluation(self.seed, first, &batch.tables));
        Ok(Batch { noise: noise.into_iter().collect(), ..batch })
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
        let regular = self.shared.of(images.len(), (height, width), self.resolution)?;
        let tables = match &self.mask {
            None => regular,
            // The network decides.
            Some(mask) if mask.needs() == Needs::Network => regular,
            Some(mask) => {
                let levels = images.iter().map(|(image, draw)| self.levels(mask, image, *draw));
                Arc::new(regular.with_levels(levels.collect::<Result<_>>()?)?)
            }
        };
        let (pixels, noise) = (Vec::new(), Vec::new());
        let mut batch = Batch { pixels, labels: BatchLabels::none_like(&first.0.labels), tables, noise };
        batch.pixels.reserve_exact(images.len() * height * width * 3);
        for (image, _) in images {
            batch.pixels.extend_from_slice(&image.pixels);
            batch.labels.push(&image.labels, &self.outputs).map_err(|error| error.or_at(&image.id))?;
        }
        input::convert(self.input, &self.preparation.normalisation, &mut batch.pixels);
        Ok(batch)
    }

    fn levels(&self, mask: &Mask, image: &Prepared, draw: u64) -> Result<Levels> {
        let Resolution { fine, coarse_level, block, .. } = self.resolution;
        let labels = image.labels.pixels().map(Vec::as_slice);
        let (height, width, keypoints) = (image.height, image.width, &image.keypoints);
        let view = View { pixels: &image.pixels, height, width, labels, keypoints };
        let blocks = Blocks { stride: fine, side: block, coarse: coarse_level };
        mask.levels(view, blocks, mix(self.seed, draw)).map_err(|error| error.or_at(&image.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Class, DataFile, Labels, Sample};
    use crate::grid::{Place, Sides};
    use crate::mask::Nothing;

    /// One grey image.
    struct Grey(Vec<Class>);

    impl Dataset for Grey {
        fn len(&self) -> usize {
            1
        }
        fn id(&self, _: usize) -> &str {
            "grey"
        }
        fn load(&self, _: usize) -> Result<Sample> {
            let (image, labels) =
                (image::RgbImage::new(32, 32), Labels::Pixels(image::GrayImage::new(32, 32)));
            Ok(Sample { id: "grey".into(), image, labels })
        }
        fn classes(&self) -> &[Class] {
            &self.0
        }
        fn files(&self) -> Vec<DataFile> {
            Vec::new()
        }
    }

    fn source(mask: Option<Mask>) -> BatchSource {
        BatchSource {
            dataset: Arc::new(Grey(Vec::new())),
            preparation: Preparation::default(),
            resolution: Resolution {
                fine: 8,
                coarse_level: u8::from(mask.is_some()),
                block: 2,
                sides: Sides::Divided,
            },
            mask,
            input: Input::Normalised,
            outputs: Outputs::of_classes(&[]),
            seed: 1,
            shared: SharedTables::default(),
        }
    }

    #[test]
    fn what_does_not_depend_on_an_image_is_built_once_for_all_batches() {
        let regular = source(None);
        let tables = |source: &BatchSource, step| source.training(step, 2).unwrap().tables;
        assert!(Arc::ptr_eq(&tables(&regular, 0), &tables(&regular, 1)));

        let adaptive = source(Some(Mask::None(Nothing {})));
        let lattice = Place::Lattice { stride: 4 };
        let map = |step| tables(&adaptive, step).conv(lattice, lattice, 3, 1).unwrap();
        assert!(Arc::ptr_eq(&map(0), &map(1)));
    }

    #[test]
    fn batches_of_another_size_get_tables_of_their_own() {
        let source = source(None);
        let images = |count| source.training(0, count).unwrap().tables.images();
        assert_eq!((images(2), images(3), images(2)), (2, 3, 2));
    }
}
