//! One image after the other through the network.

use std::path::PathBuf;
use std::sync::Arc;

use super::inputs::ImageFile;
use super::label_map::{Labelling, Predicted};
use super::ranking::Ranking;
use super::reported::Reported;
use crate::batch::{BatchSource, SharedTables};
use crate::data::{Class, Preparation, Prepared, SingleImage, prefetch, prepare_evaluation};
use crate::error::{Error, Kind, Result};
use crate::evaluate::{Prediction, Predictor};
use crate::experiment::Run;
use crate::metrics::Task;
use crate::ops::Fast;

/// Threads that decode images beside the kernels, and how many images they are ahead.
const READING_THREADS: usize = 1;
const AHEAD: usize = 2;

/// An image as it is on disk, and as the network takes it.
pub(super) struct Loaded {
    image: Arc<SingleImage>,
    prepared: Prepared,
}

/// The images in their order, decoded and prepared ahead.
pub(super) fn loaded(
    reported: &Reported<'_>,
    images: &[ImageFile],
) -> impl Iterator<Item = Result<Loaded>> + use<> {
    let preparation = preparation(reported.setup.run);
    let multiple = reported.setup.model.resolution().multiple();
    let paths: Vec<PathBuf> = images.iter().map(|image| image.path.clone()).collect();
    prefetch(0..paths.len(), READING_THREADS, AHEAD, move |number| {
        let image = Arc::new(SingleImage::read(&paths[number])?);
        let prepared = prepare_evaluation(&*image, &preparation, 0, multiple)?;
        Ok(Loaded { image, prepared })
    })
}

/// A network at work.
pub(super) struct Work<'a> {
    reported: &'a Reported<'a>,
    predictor: Predictor<'a, Fast>,
    /// How classes are written.
    pub labelling: Labelling,
    classes: Vec<Class>,
    shared: SharedTables,
}

impl<'a> Work<'a> {
    /// # Errors
    /// When the device fails, or classes cannot be read where the data set lies.
    pub fn new(reported: &'a Reported<'a>) -> Result<Self> {
        Ok(Work {
            predictor: reported.predictor()?,
            labelling: Labelling::new(&reported.setup.card.classes, &reported.setup.outputs),
            classes: classes(reported)?,
            shared: SharedTables::default(),
            reported,
        })
    }

    /// What evaluation would make of the image, as the image of this number: random masks are drawn from it.
    fn prediction(
        &self,
        image: Arc<SingleImage>,
        prepared: Prepared,
        number: usize,
    ) -> Result<(Prediction, usize)> {
        let source = BatchSource { shared: self.shared.clone(), ..self.reported.setup.source(image) };
        let name = prepared.id.clone();
        let batch = source.evaluation(prepared, number)?;
        let prediction = self.predictor.prediction(&batch).map_err(too_large)?;
        prediction.check(&name)?;
        Ok((prediction, batch.labels.count()))
    }

    /// The best output of every pixel, beside the image that they are of.
    pub fn predicted(&self, loaded: Loaded, number: usize) -> Result<(Predicted, Arc<SingleImage>)> {
        let Loaded { image, prepared } = loaded;
        let (width, content) = (prepared.width, prepared.content);
        let (prediction, rows) = self.prediction(image.clone(), prepared, number)?;
        let best = self.reported.best(&prediction, rows);
        Ok((Predicted::new(&best, width, content, image.image()), image))
    }

    /// The lines of a classifier's table.
    pub fn ranking(
        &self,
        file: &ImageFile,
        Loaded { image, prepared }: Loaded,
        number: usize,
    ) -> Result<String> {
        let (prediction, _) = self.prediction(image, prepared, number)?;
        let ranking = Ranking {
            classes: &self.classes,
            outputs: &self.reported.setup.outputs,
            competing: self.reported.setup.run.settings.evaluation.competing,
        };
        Ok(ranking.lines(&file.path.display().to_string(), &prediction.scores))
    }
}

/// As in evaluation; of a segmentation the whole image, since every pixel gets a label.
fn preparation(run: &Run) -> Preparation {
    let own = run.settings.preparation();
    match run.settings.task {
        Task::Segmentation => Preparation { centre_crop: None, scored_at: None, ..own },
        Task::Classification | Task::Matching => own,
    }
}

/// The classes with their names, which some data sets tell only where they lie.
fn classes(reported: &Reported<'_>) -> Result<Vec<Class>> {
    let setup = &reported.setup;
    if setup.card.folders.is_some() && setup.has_data() {
        return Ok(setup.images(&setup.run.settings.data.val)?.classes().to_vec());
    }
    Ok(setup.card.classes.clone())
}

/// What to do when an image does not fit the device's memory.
fn too_large(error: Error) -> Error {
    match error.kind() {
        Kind::OutOfMemory => Error::new("the GPU's memory is too small for this image")
            .help("predict it with `--device cpu`, or make it smaller"),
        _ => error,
    }
}
