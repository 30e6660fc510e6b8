//! From the bytes of an image file to its pixels: all of them, or an error.

use std::io::{BufReader, Cursor};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use super::jpeg;
use crate::error::Context;
use crate::{Error, Result, files};

/// Pixels of an image at most (as 16384×8192); a file of a hundred bytes may claim four billion.
const MOST_PIXELS: u64 = 1 << 27;
/// 16 bits in each of four channels.
const MOST_BYTES_OF_PIXEL: u64 = 8;
/// Bytes that a decoder may take beside the pixels.
const MOST_BESIDE: u64 = 16 << 20;
/// Bytes of an image file at most: what so many pixels take uncompressed.
pub(super) const LARGEST_FILE: u64 = MOST_BYTES_OF_PIXEL * MOST_PIXELS;

/// Decodes a PNG, JPEG, PPM or PGM file; the kind is told by its content.
///
/// # Errors
/// When it is of no such kind, damaged, cut off, or has more than [`MOST_PIXELS`].
pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage> {
    if bytes.is_empty() {
        return Err(Error::new("this image is an empty file").help("get the file again, or leave it out"));
    }
    if bytes.starts_with(&jpeg::START) {
        check_size(jpeg::dimensions(bytes)?)?;
        return jpeg::decode(bytes);
    }
    let refuse = |cause: ImageError| Error::new(format!("this image does not decode: {cause}"));
    let size = reader(bytes, Limits::no_limits()).and_then(ImageReader::into_dimensions).map_err(refuse)?;
    check_size(size)?;
    refuse_open_end(bytes)?;
    reader(bytes, limits(size)).and_then(ImageReader::decode).map_err(refuse)
}

fn reader(bytes: &[u8], limits: Limits) -> Result<ImageReader<Cursor<&[u8]>>, ImageError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.limits(limits);
    Ok(reader)
}

/// Memory for so many pixels and little else: colour profiles and texts beside them may unpack into gigabytes.
fn limits((width, height): (u32, u32)) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_BYTES_OF_PIXEL * u64::from(width) * u64::from(height) + MOST_BESIDE);
    limits
}

/// What a viewer shows otherwise than it is read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shown {
    /// The file says that a viewer is to turn or mirror it (EXIF's orientation).
    pub turned: bool,
    /// Its pixels have an alpha channel, which is dropped.
    pub transparent: bool,
}

impl Shown {
    /// By the header of a file; a file that has none is refused elsewhere.
    pub(super) fn of(path: &Path) -> Self {
        let look = || -> Option<Shown> {
            let reader =
                ImageReader::new(BufReader::new(files::open(path).ok()?)).with_guessed_format().ok()?;
            let mut decoder = reader.into_decoder().ok()?;
            let turned = decoder.orientation().is_ok_and(|to| to != Orientation::NoTransforms);
            Some(Shown { turned, transparent: decoder.color_type().has_alpha() })
        };
        look().unwrap_or_default()
    }
}

/// Width and height of an image file of a sequence (PPM, PGM or PNG), by its header.
///
/// # Errors
/// When it cannot be read or has no header.
pub(super) fn dimensions(path: &Path) -> Result<(u32, u32)> {
    let read = || -> Result<_, ImageError> {
        ImageReader::new(BufReader::new(files::open(path)?)).with_guessed_format()?.into_dimensions()
    };
    read().context("this image does not decode", path.display())
}

fn check_size((width, height): (u32, u32)) -> Result<()> {
    if u64::from(width) * u64::from(height) <= MOST_PIXELS {
        return Ok(());
    }
    let most = MOST_PIXELS / 1_000_000;
    Err(Error::new(format!("this image says that it has {width}×{height} pixels, more than {most} million"))
        .help("a damaged header says such things; a picture that is so large must be cut into pieces"))
}

/// A picture that is written in digits may end in the middle of a number, which nothing else would tell.
fn refuse_open_end(bytes: &[u8]) -> Result<()> {
    let in_digits = [b"P1", b"P2", b"P3"].iter().any(|magic| bytes.starts_with(*magic));
    if in_digits && bytes.last().is_some_and(u8::is_ascii_digit) {
        return Err(Error::new(
            "this picture in digits ends without an end of line, perhaps within a number",
        )
        .help("end the file with a line break if it is whole"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder, ImageFormat, RgbImage};

    use super::*;

    const JPEGS: [(&str, &[u8]); 7] = [
        ("plain", include_bytes!("../../tests/fixtures/jpeg/plain.jpg")),
        ("full", include_bytes!("../../tests/fixtures/jpeg/full.jpg")),
        ("grey", include_bytes!("../../tests/fixtures/jpeg/grey.jpg")),
        ("restart", include_bytes!("../../tests/fixtures/jpeg/restart.jpg")),
        ("progressive", include_bytes!("../../tests/fixtures/jpeg/progressive.jpg")),
        ("progressive-restart", include_bytes!("../../tests/fixtures/jpeg/progressive-restart.jpg")),
        ("progressive-grey", include_bytes!("../../tests/fixtures/jpeg/progressive-grey.jpg")),
    ];

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn pictures() -> Vec<(&'static str, Vec<u8>)> {
        let image = RgbImage::from_fn(23, 17, |x, y| image::Rgb([x as u8 * 9, y as u8 * 13, (x * y) as u8]));
        let image = DynamicImage::from(image);
        vec![
            ("png", encoded(&image, ImageFormat::Png)),
            ("grey png", encoded(&image.to_luma8().into(), ImageFormat::Png)),
            ("deep png", encoded(&image.to_rgb16().into(), ImageFormat::Png)),
            ("ppm", encoded(&image, ImageFormat::Pnm)),
            ("pgm", encoded(&image.to_luma8().into(), ImageFormat::Pnm)),
            ("ppm in digits", b"P3 2 2 255\n1 22 133 4 55 166 7 88 199 10 111 212\n".to_vec()),
        ]
    }

    #[test]
    fn whole_jpegs_have_the_pixels_that_they_always_had() {
        for (name, bytes) in JPEGS {
            assert_eq!(decode(bytes).unwrap(), image::load_from_memory(bytes).unwrap(), "{name}");
        }
    }

    #[test]
    fn what_lies_beside_the_pixels_takes_no_more_than_its_share() {
        let encoded = |profile: usize| {
            let mut bytes = Vec::new();
            let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            encoder.set_icc_profile(vec![0; profile]).unwrap();
            RgbImage::new(8, 8).write_with_encoder(encoder).unwrap();
            bytes
        };
        let profile = |bytes: &[u8]| {
            let mut decoder = reader(bytes, limits((8, 8))).unwrap().into_decoder().unwrap();
            decoder.icc_profile().unwrap().map(|profile| profile.len())
        };
        assert_eq!(profile(&encoded(1 << 16)), Some(1 << 16));
        let bomb = encoded(64 << 20);
        assert!(bomb.len() < 1 << 20, "a small file");
        assert_eq!(profile(&bomb), None);
        assert_eq!(decode(&bomb).unwrap().as_bytes(), [0; 3 * 64], "its pixels are whole");
    }

    #[test]
    fn an_orientation_is_seen_in_jpegs_and_nothing_else_is_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jpg");
        let turned = include_bytes!("../../tests/fixtures/jpeg/turned.jpg");
        let seen = [turned, JPEGS[0].1, &turned[..40], b""].map(|bytes| {
            std::fs::write(&path, bytes).unwrap();
            Shown::of(&path).turned
        });
        assert_eq!(seen, [true, false, false, false]);
        assert_eq!(decode(turned).unwrap(), decode(JPEGS[0].1).unwrap(), "nothing is turned");
    }

    #[test]
    fn a_jpeg_that_is_cut_off_anywhere_is_refused() {
        for (name, bytes) in JPEGS {
            for length in 0..bytes.len() {
                assert!(decode(&bytes[..length]).is_err(), "{name} cut to {length} of {} bytes", bytes.len());
            }
        }
        let (_, plain) = JPEGS[0];
        insta::assert_snapshot!(decode(&plain[..plain.len() - 2]).unwrap_err(), @"
        this JPEG is cut off: its end marker is missing
        help: get the file again, or leave the image out; what is missing would be grey
        ");
    }

    #[test]
    fn a_jpeg_whose_data_is_short_is_refused_although_an_end_marker_follows() {
        for (name, bytes) in JPEGS {
            let whole = decode(bytes).unwrap();
            for length in 2..bytes.len() - 2 {
                let short = [&bytes[..length], &[0xff, 0xd9]].concat();
                if let Ok(found) = decode(&short) {
                    let off = found.as_bytes().iter().zip(whole.as_bytes()).filter(|(a, b)| a != b).count();
                    assert!(found == whole, "{name} cut to {length} of {}: {off} differ", bytes.len());
                }
            }
        }
    }

    #[test]
    fn a_stretch_between_restart_markers_that_is_missing_is_noticed() {
        let (_, bytes) = JPEGS[3];
        let at = |marker: u8| bytes.windows(2).position(|two| two == [0xff, marker]).unwrap();
        let without = [&bytes[..at(0xd1)], &bytes[at(0xd2)..]].concat();
        let error = decode(&without).unwrap_err();
        assert!(error.what().contains("a stretch is missing before byte"), "{error}");
    }

    #[test]
    fn bytes_behind_the_end_and_between_segments_do_no_harm() {
        let (_, bytes) = JPEGS[0];
        let odd = [&bytes[..2], b"odd bytes", &bytes[2..], b"a second picture"].concat();
        assert_eq!(decode(&odd).unwrap(), decode(bytes).unwrap());
    }

    #[test]
    fn every_other_picture_that_is_cut_off_is_refused_or_whole() {
        for (name, bytes) in pictures() {
            let whole = decode(&bytes).unwrap();
            for length in 0..bytes.len() {
                if let Ok(found) = decode(&bytes[..length]) {
                    assert!(found == whole, "{name} cut to {length} of {} bytes", bytes.len());
                }
            }
        }
    }
}
