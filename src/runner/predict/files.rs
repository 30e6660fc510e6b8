//! Predictions of image files, written below a folder.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::{DynamicImage, ImageFormat};

use super::inputs::{ImageFile, check_outputs};
use super::label_map::OVERLAYS;
use super::ranking::Ranking;
use super::reported::Reported;
use super::work::{Loaded, Work, loaded};
use crate::error::{Context, Error, Result};
use crate::experiment::Run;
use crate::files::write_whole;
use crate::mask::Needs;
use crate::metrics::Task;
use crate::results::Store;
use crate::runner::processor::Processor;

/// What a classifier predicts of all images: this file in the folder.
pub const PREDICTIONS: &str = "predictions.csv";

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
        let work = Work::new(&reported)?;
        let mut table = Ranking::header();
        let mut predicted = 0;
        for (number, (image, loaded)) in images.iter().zip(loaded(&reported, images)).enumerate() {
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
                Err(error) => on_file(Some(error.or_at(image.path.display()))),
            }
        }
        if !segments {
            write_whole(&self.folder.join(PREDICTIONS), table.as_bytes())?;
        }
        Ok(predicted)
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

fn png(picture: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).context("the picture cannot be written", "PNG")?;
    Ok(bytes.into_inner())
}
