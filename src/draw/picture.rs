//! The embedded font of charts, and their way from SVG to PNG.

use std::sync::Arc;

use plotters::style::{FontStyle, register_font};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::error::{Context, Error, Result};

/// Pixels per unit of the SVG.
const ZOOM: u32 = 2;

/// Makes the font known that text is measured with, so that charts are the same on every machine.
pub fn register_fonts() -> Result<()> {
    let refused = |_| Error::new("the embedded font cannot be read");
    register_font("sans-serif", FontStyle::Normal, dejavu::sans::regular()).map_err(refused)?;
    register_font("sans-serif", FontStyle::Bold, dejavu::sans::bold()).map_err(refused)
}

/// An SVG text as a picture, twice as wide and high.
///
/// # Errors
/// When the text is no SVG, or the picture would be too large.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(svg, &options).context("the chart cannot be read", "SVG")?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width() * ZOOM, size.height() * ZOOM)
        .ok_or_else(|| Error::new("the chart is too large for a picture"))?;
    resvg::render(&tree, Transform::from_scale(ZOOM as f32, ZOOM as f32), &mut pixels.as_mut());
    pixels.encode_png().context("the chart cannot be written", "PNG")
}
