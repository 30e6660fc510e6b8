//! Listing folders and decoding image and label files, with errors that name the file.

use std::ffi::OsStr;
use std::path::{Component, Path};

use blake3::Hash;
use image::{GrayImage, RgbImage};

use super::contents::refuse_changed;
use super::decode::{LARGEST_FILE, decode};
use crate::error::Context;
use crate::{Error, Result, files};

/// The names in a folder, sorted, without hidden files.
pub(super) fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).context("this folder cannot be listed", folder.display())? {
        let entry = entry.context("this folder cannot be listed", folder.display())?;
        match entry.file_name().into_string() {
            Ok(name) if name.starts_with('.') => {}
            Ok(name) => names.push(name),
            Err(name) if is_foreign(&entry.path()) => drop(name),
            Err(name) => {
                return Err(Error::new(format!("the name {name:?} is not UTF-8"))
                    .at(folder.display())
                    .help("rename it; tables and lists name images in UTF-8"));
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Is it a file that no layout reads, whatever its name?
fn is_foreign(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    let read = ["png", "jpg", "jpeg", "ppm", "pgm"].map(OsStr::new);
    path.is_file() && !ending.is_some_and(|ending| read.contains(&ending.as_os_str()))
}

/// What other programs put into folders of data; named in messages about what is too much.
pub(super) fn is_bookkeeping(name: &str) -> bool {
    ["@eaDir", "__MACOSX", "Thumbs.db", "desktop.ini", "lost+found", "#recycle", "$RECYCLE.BIN"]
        .contains(&name)
}

/// Decodes an image as 8-bit RGB; its file must have the known hash, if there is one.
pub(super) fn read_image(path: &Path, known: Option<&Hash>) -> Result<RgbImage> {
    let bytes =
        files::read_at_most(path, LARGEST_FILE).context("this image cannot be read", path.display())?;
    refuse_changed(&bytes, known, path)?;
    decode(&bytes).map(|image| image.into_rgb8()).map_err(|error| error.at(path.display()))
}

/// Decodes a label file, which must have the known hash as images must: an 8-bit grey PNG whose values are label ids.
pub(super) fn read_labels(path: &Path, known: Option<&Hash>) -> Result<GrayImage> {
    let bytes =
        files::read_at_most(path, LARGEST_FILE).context("these labels cannot be read", path.display())?;
    refuse_changed(&bytes, known, path)?;
    // Decoders expand palettes and scale small bit depths, which would change ids without a word; so the
    // header (PNG specification, section 11.2.2) is read before decoding.
    match (bytes.starts_with(b"\x89PNG\r\n\x1a\n"), bytes.get(24), bytes.get(25)) {
        (true, Some(8), Some(0)) => {}
        (true, Some(depth), Some(colour)) => return Err(not_grey(*depth, *colour).at(path.display())),
        _ => return Err(Error::new("these labels are no PNG file").at(path.display())),
    }
    decode(&bytes).map(|image| image.into_luma8()).map_err(|error| error.at(path.display()))
}

fn not_grey(depth: u8, colour: u8) -> Error {
    let colour = match colour {
        0 => "grey",
        2 => "RGB",
        3 => "palette",
        4 => "grey and alpha",
        6 => "RGBA",
        _ => "unknown",
    };
    Error::new(format!("labels must be an 8-bit grey PNG, and this one is {depth}-bit {colour}"))
        .help("save the label ids themselves as grey values, one channel of 8 bits")
}

/// Does a path below a folder stay there, without a root of its own and without `..`?
pub(super) fn stays_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Luma};

    use super::*;

    fn message<T: std::fmt::Debug>(result: Result<T>, folder: &Path) -> String {
        result.unwrap_err().to_string().replace(folder.to_str().unwrap(), "ROOT")
    }

    #[test]
    fn what_is_no_image_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        std::fs::write(&path, "hello").unwrap();
        insta::assert_snapshot!(message(read_image(&path, None), folder.path()), @"
        this image does not decode: The image format could not be determined
          --> ROOT/a.png
        ");
        insta::assert_snapshot!(message(read_labels(&path, None), folder.path()), @"
        these labels are no PNG file
          --> ROOT/a.png
        ");
    }

    #[test]
    fn a_cut_off_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_fn(40, 40, |x, y| image::Rgb([x as u8, y as u8, 7]))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
        std::fs::write(&path, &bytes.get_ref()[..bytes.get_ref().len() / 2]).unwrap();
        assert!(read_image(&path, None).unwrap_err().what().starts_with("this image does not decode"));
    }

    #[test]
    fn a_small_file_that_claims_a_huge_picture_is_refused_before_memory_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::new(1, 1).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let mut bytes = bytes.into_inner();
        // The header's width and height, then its checksum over name and content (PNG specification, section 11.2.2).
        bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let checksum = crc(&bytes[12..29]).to_be_bytes();
        bytes[29..33].copy_from_slice(&checksum);
        std::fs::write(&path, bytes).unwrap();
        insta::assert_snapshot!(message(read_image(&path, None), folder.path()), @"
        this image says that it has 65536×65536 pixels, more than 134 million
          --> ROOT/a.png
        help: a damaged header says such things; a picture that is so large must be cut into pieces
        ");
    }

    /// The checksum of a PNG chunk (PNG specification, annex D).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8)
                .fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
        })
    }

    #[test]
    fn labels_in_colour_are_refused_with_the_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        RgbImage::new(2, 2).save(&path).unwrap();
        insta::assert_snapshot!(message(read_labels(&path, None), folder.path()), @"
        labels must be an 8-bit grey PNG, and this one is 8-bit RGB
          --> ROOT/a.png
        help: save the label ids themselves as grey values, one channel of 8 bits
        ");
        image::ImageBuffer::<Luma<u16>, _>::new(2, 2).save(&path).unwrap();
        assert!(read_labels(&path, None).unwrap_err().what().ends_with("this one is 16-bit grey"));
    }
}
