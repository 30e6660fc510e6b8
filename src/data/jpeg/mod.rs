//! JPEG files whose every pixel the file says. Decoders complete what is missing with grey, as browsers want it; here a score
//! would be of grey.

mod coverage;
mod segments;

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::{Error, Result};
use coverage::Coverage;
use segments::Segments;

/// How a JPEG file begins.
pub(super) const START: [u8; 2] = [0xff, 0xd8];
const END: [u8; 2] = [0xff, 0xd9];
const SCAN: u8 = 0xda;
const PROGRESSIVE: u8 = 0xc2;
/// Ones, as scan data holds them. No code consists of ones alone (ITU T.81, annex C), so a decoder that needs more bits than
/// there are meets these and stops; one that has all of them never looks at them.
const NO_CODE: [u8; 16] = [0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0];

/// Height and width, as the header says them.
///
/// # Errors
/// When there is no header.
pub(super) fn dimensions(bytes: &[u8]) -> Result<(u32, u32)> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options().set_strict_mode(false));
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    // JPEG's sides have 16 bits.
    Ok((width as u32, height as u32))
}

/// The pixels, grey or RGB; the same as `image` gives for a whole file.
///
/// # Errors
/// When the file is cut off or its data ends before the last pixel, is damaged so that it does not decode, or is of a kind that
/// is not read.
pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage> {
    let whole = checked(bytes)?;
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(whole.as_slice()), options());
    decoder.decode_headers().map_err(damaged)?;
    let grey = decoder.input_colorspace() == Some(ColorSpace::Luma);
    let space = if grey { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options().jpeg_set_out_colorspace(space));
    let pixels = decoder.decode().map_err(damaged)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let (width, height) = (width as u32, height as u32);
    let image = if grey {
        GrayImage::from_raw(width, height, pixels).map(DynamicImage::from)
    } else {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::from)
    };
    image.ok_or_else(|| damaged("its pixels do not fill the picture"))
}

fn options() -> DecoderOptions {
    let side = usize::from(u16::MAX);
    DecoderOptions::default().set_strict_mode(true).set_max_width(side).set_max_height(side)
}

fn damaged(cause: impl std::fmt::Display) -> Error {
    // The decoder puts its sentences in quotes.
    let cause = cause.to_string().replace('"', "");
    Error::new(format!("this JPEG is damaged: {cause}")).help("get the file again, or leave the image out")
}

fn cut_off() -> Error {
    Error::new("this JPEG is cut off: its end marker is missing")
        .help("get the file again, or leave the image out; what is missing would be grey")
}

/// The file from its first marker to its end marker, without what lies between segments or behind the end, and with
/// [`NO_CODE`] before the end.
fn checked(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut reader = Segments::new(bytes);
    let (mut whole, mut scans, mut progressive) = (START.to_vec(), 0, false);
    let mut coverage = Coverage::default();
    while let Some((marker, segment)) = reader.next()? {
        let segment = &bytes[segment];
        whole.extend_from_slice(segment);
        progressive |= marker == PROGRESSIVE;
        match marker {
            0xc0..=PROGRESSIVE => coverage.frame(&segment[4..]),
            SCAN => {
                scans += 1;
                coverage.scan(&segment[4..]);
                whole.extend_from_slice(&bytes[reader.scan()?]);
            }
            _ => {}
        }
    }
    if !coverage.is_full() {
        return Err(damaged("scans are missing that would complete the picture"));
    }
    // Of one progressive scan alone the decoder wants the end at once.
    if scans > 1 || !progressive {
        whole.extend(NO_CODE);
    }
    whole.extend(END);
    Ok(whole)
}
