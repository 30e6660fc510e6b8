//! A whole set of generated pictures on disk: complete or not there at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use image::{DynamicImage, GrayImage, RgbImage};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use crate::error::Context;
use crate::{Error, Result};

/// Lies in the root of a set and says how it was made.
const MARKER: &str = "generated.yaml";

/// How a set of pictures is made.
pub(super) struct Recipe<'a, S> {
    /// Of the generator.
    pub name: &'static str,
    /// Grows whenever the same settings would give other pictures.
    pub version: u32,
    pub settings: &'a S,
    /// The files of every scene, relative to the root.
    pub scenes: Vec<Vec<PathBuf>>,
    /// What stands in a scene's files, one for each.
    pub draw: &'a (dyn Fn(usize) -> Vec<Content> + Sync),
}

/// What stands in a file.
pub(super) enum Content {
    Picture(DynamicImage),
    Text(String),
}

impl From<GrayImage> for Content {
    fn from(picture: GrayImage) -> Self {
        Content::Picture(picture.into())
    }
}

impl From<RgbImage> for Content {
    fn from(picture: RgbImage) -> Self {
        Content::Picture(picture.into())
    }
}

/// What became of a request for a generated set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// So many scenes were written.
    Written(usize),
    /// A complete set with these settings was there already.
    AlreadyThere(usize),
}

/// The marker's contents.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker<S> {
    generator: String,
    version: u32,
    scenes: usize,
    settings: S,
}

impl<S: Serialize + DeserializeOwned + PartialEq + Sync> Recipe<'_, S> {
    /// Writes the set under `root`, unless it is there already. The folder appears when it is complete; a set
    /// with other settings is replaced. `progress` hears how many of how many scenes are done, from several
    /// threads. A killed process may leave a folder `.<name>-…` beside the root, which nothing reads and the next one
    /// removes.
    ///
    /// # Errors
    /// When `root` holds something that this generator did not make, or the disk refuses.
    pub(super) fn make(&self, root: &Path, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Made> {
        // A link to a folder on another disk keeps being one.
        let root = &fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        if self.is_complete(root) {
            return Ok(Made::AlreadyThere(self.scenes.len()));
        }
        self.refuse_foreign(root)?;
        let parent = match root.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).context("can't create the folder", parent.display())?;
        // Beside the root, so that the last step is a rename on the same disk; removed if anything fails.
        let prefix = format!(".{}-", self.name);
        remove_drafts(parent, &prefix);
        let draft = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(parent)
            .context("can't write into the folder", parent.display())?;
        // Held until the process ends, however it ends: so others tell a draft that is worked on from one that is left.
        let lock = draft.path().join(LOCK);
        let lock = fs::File::create(&lock).context("can't write the file", lock.display())?;
        // Where a file system has no locks, drafts stay as they are.
        lock.try_lock().ok();
        // A folder inside it, because the temporary one is private to its owner.
        let set = draft.path().join("set");
        self.write_scenes(&set, progress)?;
        let (text, path) = (serde_yaml::to_string(&self.marker()), set.join(MARKER));
        let text = text.context("can't describe the settings", path.display())?;
        fs::write(&path, text).context("can't write the file", path.display())?;
        replace(&set, root, draft)?;
        Ok(Made::Written(self.scenes.len()))
    }

    fn marker(&self) -> Marker<&S> {
        let scenes = self.scenes.len();
        Marker { generator: self.name.into(), version: self.version, scenes, settings: self.settings }
    }

    fn is_complete(&self, root: &Path) -> bool {
        let found = fs::read_to_string(root.join(MARKER)).ok();
        let found = found.and_then(|text| serde_yaml::from_str::<Marker<S>>(&text).ok());
        let Some(Marker { generator, version, scenes, settings }) = found else { return false };
        self.marker() == Marker { generator, version, scenes, settings: &settings }
            && self.scenes.iter().flatten().all(|file| root.join(file).is_file())
    }

    /// Only folders of this generator, empty ones and missing ones may be replaced.
    fn refuse_foreign(&self, root: &Path) -> Result<()> {
        let marker = fs::read_to_string(root.join(MARKER)).unwrap_or_default();
        // The marker's first line, whatever the version and the settings.
        if !root.exists() || marker.starts_with(&format!("generator: {}\n", self.name)) {
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

    fn write_scenes(&self, draft: &Path, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<()> {
        for file in self.scenes.iter().flatten() {
            if let Some(folder) = draft.join(file).parent() {
                fs::create_dir_all(folder).context("can't create the folder", folder.display())?;
            }
        }
        let done = AtomicUsize::new(0);
        self.scenes.par_iter().enumerate().try_for_each(|(number, files)| {
            for (file, content) in files.iter().zip((self.draw)(number)) {
                let path = draft.join(file);
                match content {
                    Content::Picture(picture) => {
                        picture.save(&path).context("can't write the image", path.display())?;
                    }
                    Content::Text(text) => {
                        fs::write(&path, text).context("can't write the file", path.display())?;
                    }
                }
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, self.scenes.len());
            Ok(())
        })
    }
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

/// Lies in a draft and is locked while someone works on it.
const LOCK: &str = "lock";

/// Removes drafts that killed processes left. What cannot be removed stays: it harms nothing.
fn remove_drafts(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for draft in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let named =
            draft.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(prefix));
        let is_left = || fs::File::open(draft.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if named && is_left() {
            fs::remove_dir_all(&draft).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_that_killed_processes_left_are_removed_and_those_of_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let draft = |name: &str| {
            let draft = folder.path().join(name);
            fs::create_dir_all(draft.join("set")).unwrap();
            (fs::File::create(draft.join(LOCK)).unwrap(), draft)
        };
        let (_, left) = draft(".tiny-a1");
        let (held, own) = draft(".tiny-b2");
        let (_, foreign) = draft(".other-c3");
        held.try_lock().unwrap();
        remove_drafts(folder.path(), ".tiny-");
        assert_eq!([left.exists(), own.exists(), foreign.exists()], [false, true, true]);
    }
}
