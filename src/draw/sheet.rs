//! A white sheet, and what text and lines on it look like.

use plotters::prelude::*;

use super::colours::Rgb;

/// Width and height of a chart, in the units of its SVG.
pub const SIZE: (u32, u32) = (900, 600);

/// What drawing into a text can fail with.
pub type Drawn<T = ()> = Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// The sheet that a chart is drawn on.
pub type Sheet<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

const FONT: &str = "sans-serif";
/// Height of title and legend.
pub const HEAD: u32 = 66;
/// Where the legend begins.
pub const LEGEND: (i32, i32) = (24, 46);
pub const LIGHT: RGBColor = RGBColor(0xE6, 0xE6, 0xE6);
/// The colour of axes and guides.
pub const FRONT: RGBColor = RGBColor(0x80, 0x80, 0x80);

/// A colour of three bytes.
pub fn rgb((red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Text of a height in units.
pub fn text<'a>(size: u32, colour: &'a RGBColor) -> TextStyle<'a> {
    (FONT, size).into_font().color(colour)
}

/// A dashed grey line as guides have it.
pub fn dashed(places: Vec<(f64, f64)>) -> DashedLineSeries<std::vec::IntoIter<(f64, f64)>, u32> {
    DashedLineSeries::new(places, 6, 4, FRONT.stroke_width(1))
}

/// A white sheet with a title.
pub fn titled<'a>(svg: &'a mut String, title: &str) -> Drawn<Sheet<'a>> {
    let sheet = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    sheet.fill(&WHITE)?;
    let style = (FONT, 20, FontStyle::Bold).into_font().color(&BLACK);
    sheet.draw(&Text::new(title.to_owned(), (24, 14), style))?;
    Ok(sheet)
}
