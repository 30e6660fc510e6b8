//! Which image files are meant, and that what is written of them overwrites nothing.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::data::{IMAGE_ENDINGS, image_id};
use crate::error::Context;
use crate::{Error, Result};

/// An image file and the name of what is written of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Below the output's folder, without an ending: that of the file, behind the sub-folders that it was found in.
    pub name: PathBuf,
}

/// The files that are named, and all images below the folders that are, sorted; what lies below `out` is no input.
///
/// # Errors
/// When a file or folder is not there, a file is no PNG or JPEG by its name, a folder holds no image, or `out` is one of the
/// folders.
pub fn image_files(named: &[PathBuf], out: &Path) -> Result<Vec<ImageFile>> {
    // A folder that is not there yet is none of the others.
    let out = out.canonicalize().ok();
    let mut found = Vec::new();
    for path in named {
        if !path.is_dir() {
            found.push(single(path)?);
            continue;
        }
        let folder = canonical(path)?;
        if out.as_ref() == Some(&folder) {
            return Err(Error::new("the predictions would lie among the images that they are of")
                .at(path.display())
                .help("give `--out` another folder"));
        }
        let before = found.len();
        let mut walk = Walk { above: Vec::new(), out: out.as_deref(), found: &mut found };
        walk.folder(path, Path::new(""))?;
        if found.len() == before {
            return Err(Error::new("this folder holds no image").at(path.display()).help(IMAGE_ENDINGS));
        }
    }
    Ok(found)
}

fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().context("this folder cannot be read", path.display())
}

/// A file's name without its ending; `None` when it is no image by its name.
fn stem(path: &Path) -> Option<&str> {
    image_id(path.file_name()?.to_str()?).filter(|stem| !stem.is_empty())
}

fn single(path: &Path) -> Result<ImageFile> {
    path.metadata().context("this image cannot be read", path.display())?;
    match stem(path) {
        Some(stem) => Ok(ImageFile { path: path.to_owned(), name: stem.into() }),
        None => Err(Error::new("this is no image by its name").at(path.display()).help(IMAGE_ENDINGS)),
    }
}

/// A folder and what is in it, to any depth.
struct Walk<'a> {
    /// The folders that it is in now: a link to one of them leads nowhere new.
    above: Vec<PathBuf>,
    out: Option<&'a Path>,
    found: &'a mut Vec<ImageFile>,
}

impl Walk<'_> {
    /// Takes the images of a folder; `name` is its path below the first one.
    fn folder(&mut self, folder: &Path, name: &Path) -> Result<()> {
        let own = canonical(folder)?;
        if self.above.contains(&own) || self.out == Some(&own) {
            return Ok(());
        }
        self.above.push(own);
        let list = || -> std::io::Result<Vec<PathBuf>> {
            std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
        };
        let mut paths = list().context("this folder cannot be listed", folder.display())?;
        paths.sort_unstable();
        for path in paths {
            let own_name = path.file_name().unwrap_or_default();
            // Hidden files, and what storage systems keep beside pictures: thumbnails in `@eaDir` and the like.
            if [b'.', b'@'].iter().any(|sign| own_name.as_encoded_bytes().first() == Some(sign)) {
                continue;
            }
            if path.is_dir() {
                self.folder(&path, &name.join(own_name))?;
            } else if let Some(stem) = stem(&path) {
                let name = name.join(stem);
                self.found.push(ImageFile { path, name });
            }
        }
        self.above.pop();
        Ok(())
    }
}

/// Refuses outputs that two images would share, and those that stand where an image does.
///
/// # Errors
/// Names both images, or the image that would be overwritten.
pub(super) fn check_outputs(
    images: &[ImageFile],
    outputs: impl Fn(&ImageFile) -> Vec<PathBuf>,
) -> Result<()> {
    let inputs: HashSet<PathBuf> = images.iter().filter_map(|image| image.path.canonicalize().ok()).collect();
    let mut owners: HashMap<PathBuf, &ImageFile> = HashMap::new();
    for image in images {
        for output in outputs(image) {
            if output.canonicalize().is_ok_and(|output| inputs.contains(&output)) {
                return Err(Error::new("a prediction would overwrite an image that is to be predicted")
                    .at(output.display())
                    .help("give `--out` another folder"));
            }
            let place = output.display().to_string();
            if let Some(other) = owners.insert(output, image) {
                let (one, two) = (other.path.display(), image.path.display());
                return Err(Error::new(format!("{one} and {two} would be written to the same file"))
                    .at(place)
                    .help("rename one of them, or predict them into folders of their own"));
            }
        }
    }
    Ok(())
}
