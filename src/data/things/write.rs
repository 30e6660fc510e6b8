//! A whole set of things on disk, in the layout of class folders.

use std::path::{Path, PathBuf};

use super::{CLASSES, Settings, scene};
use crate::Result;
use crate::data::generated::{Made, Recipe};

/// Grows whenever the same settings would give other pictures.
const VERSION: u32 = 1;

/// Writes the data set under `root` as `train/<class>/<number>.png` and `val/…`, unless it is there already.
/// The folder appears when it is complete; a set with other settings is replaced. `progress` hears how many of
/// how many images are done, from several threads.
///
/// # Errors
/// When the settings make no sense, `root` holds something that was not generated, or the disk refuses.
pub fn generate(root: &Path, settings: &Settings, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Made> {
    settings.check()?;
    let split = |seed: u64, count: usize| (0..count as u64).map(move |number| (seed, number));
    let jobs: Vec<(u64, u64)> = split(1, settings.train).chain(split(2, settings.val)).collect();
    let file = |&(seed, number): &(u64, u64)| -> Vec<PathBuf> {
        let split = if seed == 1 { "train" } else { "val" };
        let class = CLASSES[number as usize % CLASSES.len()];
        vec![Path::new(split).join(class).join(format!("{number:06}.png"))]
    };
    let draw = |job: usize| vec![scene(settings, jobs[job].0, jobs[job].1).into()];
    let scenes = jobs.iter().map(file).collect();
    Recipe { name: "things", version: VERSION, settings, scenes, draw: &draw }.make(root, progress)
}
