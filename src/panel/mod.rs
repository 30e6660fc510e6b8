//! Pictures that explain the method: tiles with captions on one sheet, and how images, masks, cells, classes and
//! errors are drawn. Pure: knows images, levels and what is drawn with, nothing of runs.

mod draw;
#[cfg(test)]
mod tests;

use std::io::Cursor;

use image::{ImageFormat, RgbImage, imageops};

pub use draw::{blocks, cells, class_colours, classes, coloured, cropped, errors, mask};

use crate::draw::{escape, png};
use crate::error::{Context, Result};

/// A picture under its caption.
#[derive(Debug, Clone)]
pub struct Tile {
    /// One line above the picture.
    pub caption: String,
    /// Laid on the sheet pixel by pixel, so it is enlarged before ([`zoom`]).
    pub picture: RgbImage,
}

/// Tiles in rows, with a title above and a legend and lines of text below.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Above everything, in bold.
    pub title: String,
    /// From top to bottom, the tiles of each from left to right.
    pub rows: Vec<Vec<Tile>>,
    /// Names and colours.
    pub legend: Vec<(String, [u8; 3])>,
    /// Below the legend, from top to bottom.
    pub lines: Vec<String>,
}

/// Pixels per unit of the sheet.
const ZOOM: u32 = 2;
/// Tiles are enlarged by whole numbers until they have so many pixels across.
const WIDE: u32 = 480;
/// Units around everything, of a caption, and of a line of text.
const GAP: u32 = 12;
const CAPTION: u32 = 20;
const LINE: u32 = 20;
/// Units that a letter takes, rather more than less.
const LETTER: f32 = 7.2;
/// The sheet is at least so wide, so that text has room.
const LEAST: u32 = 560;

/// By how much a picture is enlarged for a tile.
pub fn zoom(width: u32) -> u32 {
    WIDE.div_ceil(width.max(1)).clamp(1, 16)
}

impl Panel {
    /// The sheet as PNG. Fails only when the font cannot be used.
    ///
    /// # Errors
    /// When the font cannot be used, or the sheet is too large for a picture.
    pub fn png(&self) -> Result<Vec<u8>> {
        let tiles = || self.rows.iter().flatten().map(|tile| &tile.picture);
        let units = |side: u32| side.div_ceil(ZOOM);
        let (tile_width, tile_height) = (
            units(tiles().map(|picture| picture.width()).max().unwrap_or(0)),
            units(tiles().map(|picture| picture.height()).max().unwrap_or(0)),
        );
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0) as u32;
        let width = (GAP + columns * (tile_width + GAP)).max(LEAST);
        let mut text = String::new();
        let mut write = |x: f32, y: u32, size: u32, weight: &str, words: &str| {
            let words = escape(words);
            text += &format!(
                "<text x=\"{x}\" y=\"{y}\" font-family=\"sans-serif\" font-size=\"{size}\" font-weight=\"{weight}\">{words}</text>"
            );
        };
        write(GAP as f32, GAP + 16, 16, "bold", &self.title);
        let mut y = 2 * GAP + 20;
        let mut places = Vec::new();
        for row in &self.rows {
            for (column, tile) in row.iter().enumerate() {
                let x = GAP + column as u32 * (tile_width + GAP);
                write(x as f32, y + 14, 12, "normal", &tile.caption);
                places.push((x, y + CAPTION, &tile.picture));
            }
            y += CAPTION + tile_height + GAP;
        }
        let mut chips = String::new();
        let mut x = GAP as f32;
        for (name, [red, green, blue]) in &self.legend {
            let room = 18.0 + LETTER * name.chars().count() as f32 + 14.0;
            if x + room > (width - GAP) as f32 && x > GAP as f32 {
                (x, y) = (GAP as f32, y + LINE);
            }
            chips += &format!(
                "<rect x=\"{x}\" y=\"{}\" width=\"12\" height=\"12\" fill=\"rgb({red},{green},{blue})\" stroke=\"#808080\"/>",
                y + 3
            );
            write(x + 18.0, y + 14, 12, "normal", name);
            x += room;
        }
        y += if self.legend.is_empty() { 0 } else { LINE };
        for line in &self.lines {
            write(GAP as f32, y + 14, 12, "normal", line);
            y += LINE;
        }
        let height = y + GAP;
        let sheet = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>{chips}{text}</svg>"
        );
        let written = png(&sheet)?;
        let mut sheet =
            image::load_from_memory(&written).context("the panel cannot be drawn", &self.title)?.to_rgb8();
        for (x, y, picture) in places {
            imageops::replace(&mut sheet, picture, i64::from(x * ZOOM), i64::from(y * ZOOM));
        }
        let mut bytes = Cursor::new(Vec::new());
        sheet.write_to(&mut bytes, ImageFormat::Png).context("the panel cannot be written", &self.title)?;
        Ok(bytes.into_inner())
    }
}
