//! A whole set of street scenes on disk.

use std::path::Path;

use super::layout::jobs;
use super::{Settings, scene};
use crate::Result;
use crate::data::generated::{Made, Recipe};

/// Grows whenever the same settings would give other pictures.
const VERSION: u32 = 1;

/// Writes the data set under `root` in the Cityscapes layout, unless it is there already. The folder
/// appears when it is complete; a set with other settings is replaced. `progress` hears how many of how
/// many scenes are done, from several threads.
///
/// # Errors
/// When the settings make no sense, `root` holds something that was not generated, or the disk refuses.
pub fn generate(root: &Path, settings: &Settings, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Made> {
    settings.check()?;
    let jobs = jobs(settings);
    let draw = |number: usize| {
        let (image, labels) = scene(settings, jobs[number].split_seed, jobs[number].number);
        vec![image.into(), labels.into()]
    };
    let scenes = jobs.iter().map(|job| vec![job.image.clone(), job.labels.clone()]).collect();
    Recipe { name: "streets", version: VERSION, settings, scenes, draw: &draw }.make(root, progress)
}
