//! `cadbench predict`: what a run's network makes of image files.

use std::path::{Path, PathBuf};

use super::Outcome;
use super::progress::bar;
use crate::experiment::{self, Overrides};
use crate::metrics::Task;
use crate::results::Store;
use crate::runner::{
    DeviceChoice, FilePredictions, OVERLAYS, PREDICTIONS, check_predicts, find, image_files, project,
};
use crate::text::out;
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A run: its hash, the beginning of it, or EXPERIMENT/VARIANT; `cadbench runs` lists the stored ones
    #[arg(value_name = "RUN")]
    run: String,
    /// PNG or JPEG files, or folders: all such files below them
    #[arg(value_name = "FOLDER|FILE", required = true)]
    images: Vec<PathBuf>,
    /// Folder of the label maps, or of the table of predicted classes
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The seed of EXPERIMENT/VARIANT (default: the first one that is finished)
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A setting that the run was done with, such as `training.steps=50`; RUN is EXPERIMENT/VARIANT then
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
    /// Label maps only, without pictures of them over the images
    #[arg(long)]
    no_overlays: bool,
    #[command(flatten)]
    device: DeviceChoice,
}

/// Runs the command.
///
/// # Errors
/// When there is no such run or image, the run's weights are not here, it cannot predict images by themselves, or a file cannot
/// be written. An image that cannot be predicted is reported and the others go on.
pub fn predict(arguments: &Arguments, results: &Path) -> Result<Outcome> {
    let store = Store::new(results);
    let plan = experiment::read_with(&files(arguments)?, &Overrides::new(&arguments.settings))?;
    let run = find::run(&plan, &store, &arguments.run, arguments.seed)?;
    check_predicts(run)?;
    let images = image_files(&arguments.images, &arguments.out)?;
    let of_file = plan.experiments.iter().find(|one| one.name == run.experiment).map(|one| one.device);
    let processor = arguments.device.for_inference(of_file)?;
    let predictions = FilePredictions {
        run,
        store: &store,
        processor: &processor,
        folder: &arguments.out,
        overlays: !arguments.no_overlays,
    };
    let bar = bar(images.len(), "images");
    let predicted = predictions.write(&images, &mut |failed| {
        if let Some(error) = failed {
            bar.suspend(|| out::remark(format_args!("error: {error}")));
        }
        bar.inc(1);
    });
    bar.finish_and_clear();
    let predicted = predicted?;
    let out = arguments.out.as_path();
    let place = match run.settings.task {
        Task::Segmentation if arguments.no_overlays => format!("label maps in {}", out.display()),
        Task::Segmentation => {
            format!("label maps in {}, overlays in {}", out.display(), out.join(OVERLAYS).display())
        }
        Task::Classification | Task::Matching => {
            format!("classes in {}", out.join(PREDICTIONS).display())
        }
    };
    out::line(format_args!("{} predicted {predicted} of {} images; {place}", run.name(), images.len()));
    Ok(if predicted == images.len() { Outcome::Done } else { Outcome::SomeFailed })
}

/// The experiment files that the run is looked for in: all, or with `--set`, which may not fit all, the one that is named.
fn files(arguments: &Arguments) -> Result<Vec<PathBuf>> {
    let files = project::experiment_files(&[])?;
    if arguments.settings.is_empty() {
        return Ok(files);
    }
    let Some((experiment, _)) = arguments.run.split_once('/') else {
        return Err(Error::new("with `--set` a run is named EXPERIMENT/VARIANT").help(
            "a hash stands for all settings; without `--set` it is looked for in the files as they are",
        ));
    };
    let own: Vec<PathBuf> = files
        .iter()
        .filter(|file| file.file_stem().is_some_and(|stem| stem == experiment))
        .cloned()
        .collect();
    // Where there is none, the search among all says which is near.
    Ok(if own.is_empty() { files } else { own })
}
