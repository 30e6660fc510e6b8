//! A whole set of scenes on disk: complete or not there at all.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::layout::{Job, jobs};
use super::{Settings, scene};
use crate::error::Context;
use crate::{Error, Result};

/// Grows whenever the same settings would give other pictures.
const VERSION: u32 = 1;
/// Lies in the root of a set and says how it was made.
const MARKER: &str = "generated.yaml";
/// The marker's first line, whatever the version and the settings.
const ORIGIN: &str = "generator: streets";

/// What [`generate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// So many scenes were written.
    Written(usize),
    /// A complete set with these settings was there already.
    AlreadyThere(usize),
}

/// The marker's contents.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker {
    generator: String,
    version: u32,
    scenes: usize,
    settings: Settings,
}

impl Marker {
    fn new(settings: &Settings) -> Self {
        let scenes = settings.train + settings.val;
        Marker { generator: "streets".into(), version: VERSION, scenes, settings: settings.clone() }
    }
}

/// Writes the data set under `root` in the Cityscapes layout, unless it is there already. The folder
/// appears when it is complete; a set with other settings is replaced. `progress` hears how many of how
/// many scenes are done, from several threads. A killed process may leave a folder `.streets-…` beside the
/// root, which nothing reads.
///
/// # Errors
/// When the settings make no sense, `root` holds something that was not generated, or the disk refuses.
pub fn generate(
    root: &Path,
    settings: &Settings,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Outcome> {
    settings.check()?;
    let (marker, jobs) = (Marker::new(settings), jobs(settings));
    // A link to a folder on another disk keeps being one.
    let root = &fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    if is_complete(root, &marker, &jobs) {
        return Ok(Outcome::AlreadyThere(jobs.len()));
    }
    refuse_foreign(root)?;
    let parent = match root.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).context("can't create the folder", parent.display())?;
    // Beside the root, so that the last step is a rename on the same disk; removed if anything fails.
    let draft = tempfile::Builder::new()
        .prefix(".streets-")
        .tempdir_in(parent)
        .context("can't write into the folder", parent.display())?;
    // A folder inside it, because the temporary one is private to its owner.
    let set = draft.path().join("set");
    write_scenes(&set, settings, &jobs, progress)?;
    let (text, path) = (serde_yaml::to_string(&marker), set.join(MARKER));
    let text = text.context("can't describe the settings", path.display())?;
    fs::write(&path, text).context("can't write the file", path.display())?;
    replace(&set, root, draft)?;
    Ok(Outcome::Written(jobs.len()))
}

fn is_complete(root: &Path, wanted: &Marker, jobs: &[Job]) -> bool {
    let found = fs::read_to_string(root.join(MARKER)).ok();
    let found = found.and_then(|text| serde_yaml::from_str::<Marker>(&text).ok());
    found.as_ref() == Some(wanted)
        && jobs.iter().all(|job| root.join(&job.image).is_file() && root.join(&job.labels).is_file())
}

/// Only folders of this generator, empty ones and missing ones may be replaced.
fn refuse_foreign(root: &Path) -> Result<()> {
    let marker = fs::read_to_string(root.join(MARKER)).unwrap_or_default();
    if !root.exists() || marker.starts_with(ORIGIN) {
        return Ok(());
    }
    let mut entries = fs::read_dir(root).context("can't look into the folder", root.display())?;
    if entries.next().is_none() {
        return Ok(());
    }
    Err(Error::new("the folder holds something that was not generated here")
        .at(root.display())
        .help(format!("choose another folder, or empty this one (a generated set has a {MARKER})")))
}

fn write_scenes(
    draft: &Path,
    settings: &Settings,
    jobs: &[Job],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<()> {
    for path in jobs.iter().flat_map(|job| [&job.image, &job.labels]) {
        if let Some(folder) = draft.join(path).parent() {
            fs::create_dir_all(folder).context("can't create the folder", folder.display())?;
        }
    }
    let done = AtomicUsize::new(0);
    jobs.par_iter().try_for_each(|job| {
        let (image, labels) = scene(settings, job.split_seed, job.number);
        for (path, saved) in [
            (&job.image, image.save(draft.join(&job.image))),
            (&job.labels, labels.save(draft.join(&job.labels))),
        ] {
            saved.context("can't write the image", draft.join(path).display())?;
        }
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, jobs.len());
        Ok(())
    })
}

/// Puts the finished set in the root's place. What was there goes into the draft's folder, which is removed.
fn replace(set: &Path, root: &Path, draft: TempDir) -> Result<()> {
    let (old, replaced) = (draft.path().join("old"), root.exists());
    if replaced {
        fs::rename(root, &old).context("can't replace the folder", root.display())?;
    }
    if let Err(cause) = fs::rename(set, root) {
        let restored = if replaced { fs::rename(&old, root) } else { Ok(()) };
        restored.context("can't put the replaced set back", root.display())?;
        return Err(cause).context("can't move the finished set into its place", root.display());
    }
    draft.close().context("can't remove the replaced set", root.display())
}
