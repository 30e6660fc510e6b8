//! What a finished run predicts of one image of its data.

use std::sync::Arc;

use super::reported::Reported;
use crate::batch::{BatchLabels, Outputs};
use crate::data::{Dataset, Prepared};
use crate::error::{Error, Result};
use crate::experiment::Run;
use crate::grid::Levels;
use crate::ops::Fast;
use crate::results::Store;

/// A prediction and where it was computed.
pub struct ImagePrediction {
    /// As the network and its mask see it.
    pub image: Prepared,
    /// Of the padded image.
    pub labels: BatchLabels,
    /// A class or an output for every pixel of the padded image, or for the image.
    pub predicted: Vec<u16>,
    /// Which output stands for which class.
    pub outputs: Outputs,
    /// Of the blocks of the lattice.
    pub levels: Levels,
    /// Pixels per lattice position.
    pub stride: usize,
}

/// Predicts an image with the weights that the run reports.
///
/// # Errors
/// When they are not in the store, or the image cannot be read.
pub fn predict_image(
    run: &Run,
    images: &Arc<dyn Dataset>,
    index: usize,
    store: &Store,
) -> Result<ImagePrediction> {
    let mut found = None;
    predict_images(run, images, [index], store, &mut |image| {
        found = Some(image);
        Ok(())
    })?;
    found.ok_or_else(|| Error::new(format!("there is no image number {index}")))
}

/// Predicts images, one after the other, with the weights that the run reports.
///
/// # Errors
/// As [`predict_image`], and when `on_image` fails.
pub fn predict_images(
    run: &Run,
    images: &Arc<dyn Dataset>,
    numbers: impl IntoIterator<Item = usize>,
    store: &Store,
    on_image: &mut dyn FnMut(ImagePrediction) -> Result<()>,
) -> Result<()> {
    let reported = Reported::load(run, store, Fast::new())?;
    let predictor = reported.predictor()?;
    let source = reported.setup.source(images.clone());
    for index in numbers {
        let image = source.image(index)?;
        let batch = source.evaluation(image.clone(), index)?;
        let prediction = predictor.prediction(&batch)?;
        let predicted = reported.best(&prediction, batch.labels.count());
        let tables = &prediction.tables;
        let levels = tables.levels().first().cloned().ok_or_else(|| Error::new("the batch has no image"))?;
        let (outputs, stride) = (reported.setup.outputs.clone(), tables.fine_stride());
        on_image(ImagePrediction { image, labels: batch.labels, predicted, outputs, levels, stride })?;
    }
    Ok(())
}
