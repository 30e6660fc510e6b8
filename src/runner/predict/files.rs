//! Predictions of image files, written below a folder.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{DynamicImage, ImageFormat};

use super::inputs::{ImageFile, check_outputs};
use super::label_map::{Labelling, OVERLAYS, Predicted};
use super::ranking::Ranking;
use super::reported::Reported;
use crate::batch::{BatchSource, SharedTables};
use crate::data::{Class, Preparation, Prepared, SingleImage, prefetch, prepare_evaluation};
use crate::error::{Context, Error, Kind, Result};
use crate::evaluate::Predictor;
use crate::experiment::Run;
use crate::files::write_whole;
use crate::mask::Needs;
use crate::metrics::Task;
use crate::ops::Fast;
use crate::results::Store;
use crate::runner::processor::Processor;

/// What a classifier predicts of all images: this file in the folder.
pub const PREDICTIONS: &str = "predictions.csv";

/// Threads that decode images beside the kernels, and how many images they are ahead.
const READING_THREADS: usize = 1;
const AHEAD: usize = 2;

/// Called behind every image, with what went wrong where something did.
pub type OnFile<'a> = &'a mut dyn FnMut(Option<Error>);

/// Predictions by a run's network, and where they go.
pub struct FilePredictions<'a> {
    /// Its weights are taken.
    pub run: &'a Run,
    /// Where they lie.
    pub store: &'a Store,
    /// On which it is computed.
    pub processor: &'a Processor,
    /// Gets `<name>.png` for every image, or one table of classes.
    pub folder: &'a Path,
    /// Write `overlays/<name>.png` beside label maps, too.
    pub overlays: bool,
}

/// Can the run predict an image that is all there is: without labels, and by itself?
///
/// # Errors
/// When it describes keypoints, or its mask looks at labels; the message names the mask.
pub fn check(run: &Run) -> Result<()> {
    if run.settings.task == Task::Matching {
        return Err(Error::new(format!(
            "{} describes keypoints, so it has no classes to predict",
            run.name()
        ))
        .help("choose a run of a segmentation or a classification"));
    }
    let Some(mask) = run.settings.downsampling.mask() else { return Ok(()) };
    let lacking = match mask.needs() {
        Needs::Nothing | Needs::Pixels | Needs::Network => return Ok(()),
        Needs::Labels => "labels",
        Needs::Keypoints => "keypoints",
    };
    Err(Error::new(format!(
        "the mask `{}` of {} looks at {lacking}, and image files have none",
        mask.name(),
        run.name()
    ))
    .help("choose a run without a mask, or with one that looks at images, such as `edges`"))
}

/// An image as it is on disk, and as the network takes it.
struct Loaded {
    image: Arc<SingleImage>,
    prepared: Prepared,
}

impl FilePredictions<'_> {
    /// Predicts and writes; says how many images could be predicted. An image that cannot is left out.
    ///
    /// # Errors
    /// When the run cannot predict files ([`check`]), its weights are not here, two outputs would be one file or overwrite an
    /// image, or a file cannot be written.
    pub fn write(&self, images: &[ImageFile], on_file: OnFile<'_>) -> Result<usize> {
        check(self.run)?;
        let segments = self.run.settings.task == Task::Segmentation;
        if segments {
            check_outputs(images, |image| self.outputs(image))?;
        }
        let reported = Reported::load(self.run, self.store, self.processor.inference())?;
        let work = Work {
            predictor: reported.predictor()?,
            labelling: Labelling::new(&reported.setup.card.classes, &reported.setup.outputs),
            classes: classes(&reported)?,
            shared: SharedTables::default(),
            reported: &reported,
        };
        let mut table = Ranking::header();
        let mut predicted = 0;
        for (number, (image, loaded)) in images.iter().zip(self.loaded(&reported, images)).enumerate() {
            let one = |loaded: Loaded| match segments {
                true => self.pictures(&work, image, loaded, number),
                false => {
                    table += &work.ranking(image, loaded, number)?;
                    Ok(Vec::new())
                }
            };
            match loaded.and_then(one) {
                Ok(files) => {
                    files.iter().try_for_each(|(path, bytes)| write_whole(path, bytes))?;
                    predicted += 1;
                    on_file(None);
                }
                Err(error) => on_file(Some(too_large(error).or_at(image.path.display()))),
            }
        }
        if !segments {
            write_whole(&self.folder.join(PREDICTIONS), table.as_bytes())?;
        }
        Ok(predicted)
    }

    /// The images in their order, decoded and prepared ahead.
    fn loaded(
        &self,
        reported: &Reported<'_>,
        images: &[ImageFile],
    ) -> impl Iterator<Item = Result<Loaded>> + use<> {
        let preparation = preparation(self.run);
        let multiple = reported.setup.model.resolution().multiple();
        let paths: Vec<PathBuf> = images.iter().map(|image| image.path.clone()).collect();
        prefetch(0..paths.len(), READING_THREADS, AHEAD, move |number| {
            let image = Arc::new(SingleImage::read(&paths[number])?);
            let prepared = prepare_evaluation(&*image, &preparation, 0, multiple)?;
            Ok(Loaded { image, prepared })
        })
    }

    /// What is written of an image.
    fn outputs(&self, image: &ImageFile) -> Vec<PathBuf> {
        let place = |folder: PathBuf| {
            let mut path = folder.join(&image.name).into_os_string();
            path.push(".png");
            PathBuf::from(path)
        };
        let overlay = self.overlays.then(|| place(self.folder.join(OVERLAYS)));
        std::iter::once(place(self.folder.to_owned())).chain(overlay).collect()
    }

    /// Label map and overlay, encoded, with their paths.
    fn pictures(
        &self,
        work: &Work<'_>,
        image: &ImageFile,
        loaded: Loaded,
        number: usize,
    ) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let (predicted, pixels) = work.predicted(loaded, number)?;
        let mut pictures = vec![DynamicImage::from(work.labelling.ids(&predicted)?)];
        if self.overlays {
            pictures.push(work.labelling.overlay(&predicted, pixels.image())?.into());
        }
        self.outputs(image)
            .into_iter()
            .zip(pictures)
            .map(|(path, picture)| Ok((path, png(&picture)?)))
            .collect()
    }
}

/// As in evaluation; of a segmentation the whole image, since every pixel gets a label.
fn preparation(run: &Run) -> Preparation {
    let own = run.settings.preparation();
    match run.settings.task {
        Task::Segmentation => Preparation { centre_crop: None, ..own },
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

fn png(picture: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).context("the picture cannot be written", "PNG")?;
    Ok(bytes.into_inner())
}

/// A network at work.
struct Work<'a> {
    reported: &'a Reported<'a>,
    predictor: Predictor<'a, Fast>,
    labelling: Labelling,
    classes: Vec<Class>,
    shared: SharedTables,
}

impl Work<'_> {
    /// What evaluation would make of the image, as the image of this number: random masks are drawn from it.
    fn prediction(
        &self,
        image: Arc<SingleImage>,
        prepared: Prepared,
        number: usize,
    ) -> Result<(crate::evaluate::Prediction, usize)> {
        let source = BatchSource { shared: self.shared.clone(), ..self.reported.setup.source(image) };
        let batch = source.evaluation(prepared, number)?;
        Ok((self.predictor.prediction(&batch)?, batch.labels.count()))
    }

    /// The best output of every pixel, beside the image that they are of.
    fn predicted(&self, loaded: Loaded, number: usize) -> Result<(Predicted, Arc<SingleImage>)> {
        let Loaded { image, prepared } = loaded;
        let (width, content) = (prepared.width, prepared.content);
        let (prediction, rows) = self.prediction(image.clone(), prepared, number)?;
        let best = self.reported.best(&prediction, rows);
        Ok((Predicted::new(&best, width, content, image.image()), image))
    }

    /// The lines of a classifier's table.
    fn ranking(&self, file: &ImageFile, Loaded { image, prepared }: Loaded, number: usize) -> Result<String> {
        let (prediction, _) = self.prediction(image, prepared, number)?;
        let ranking = Ranking {
            classes: &self.classes,
            outputs: &self.reported.setup.outputs,
            competing: self.reported.setup.run.settings.evaluation.competing,
        };
        Ok(ranking.lines(&file.path.display().to_string(), &prediction.scores))
    }
}
