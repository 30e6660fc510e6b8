//! Files beside those of a data set that look as if they belonged to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::DataFile;
use super::files::names;
use super::pair::image_id;

/// Endings of pictures that no layout reads.
const OTHER_PICTURES: [&str; 9] = ["bmp", "gif", "tif", "tiff", "webp", "jp2", "avif", "heic", "tga"];

/// Pictures of formats that are not read, in the folders of the images; and where a label file is called as its image, label
/// files whose image is nowhere. Sorted.
pub(super) fn passed_over(files: &[DataFile]) -> Vec<String> {
    let (images, labels): (Vec<&DataFile>, Vec<&DataFile>) = files.iter().partition(|file| file.is_image);
    let mut found = Vec::new();
    let mut stems = BTreeSet::new();
    for (folder, own) in by_folder(&images) {
        for name in names(folder.1).unwrap_or_default() {
            stems.extend(image_id(&name).map(str::to_owned));
            let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            let is_other = ending.is_some_and(|ending| OTHER_PICTURES.contains(&ending.as_str()));
            if is_other && !own.contains(name.as_str()) {
                found.push(format!("{}{name}", folder.0));
            }
        }
    }
    let named_alike = |label: &&DataFile| name(label).and_then(image_id).is_some_and(|id| stems.contains(id));
    if !labels.is_empty() && labels.iter().all(named_alike) {
        for (folder, own) in by_folder(&labels) {
            let alone = names(folder.1).unwrap_or_default().into_iter().filter(|name| {
                !own.contains(name.as_str()) && image_id(name).is_some_and(|id| !stems.contains(id))
            });
            found.extend(alone.map(|name| format!("{}{name}", folder.0)));
        }
    }
    found.sort_unstable();
    found
}

fn name(file: &DataFile) -> Option<&str> {
    file.path.file_name()?.to_str()
}

/// The names of files by their folder: how it begins in their names, and where it lies.
fn by_folder<'a>(files: &[&'a DataFile]) -> BTreeMap<(&'a str, &'a Path), BTreeSet<&'a str>> {
    let mut folders: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for file in files {
        let (Some(folder), Some(own)) = (file.path.parent(), name(file)) else { continue };
        let begins = file.name.strip_suffix(own).unwrap_or_default();
        folders.entry((begins, folder)).or_default().insert(own);
    }
    folders
}
